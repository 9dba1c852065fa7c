"""A traced step as plain data: what it computes, without a graph, to be evaluated elsewhere.

Public names: :class:`Equations`, :class:`Group`, :class:`Node`, :func:`equations_of`.
"""

from typing import NamedTuple, Union

from theano.graph.basic import Constant, io_toposort

from theanornn.recurrence.fused.step import Leaf

__all__ = ["Equations", "Group", "Node", "equations_of"]


class Group(NamedTuple):
    """Adjacent products of one left operand: ``concatenated left columns · block of a weight``.

    Attributes
    ----------
    left : tuple of int
        Places of its columns.
    weight : str
    row, column : int
        The first blocks of the weight.
    results : tuple of int
        For each column of the product, the place that it is the value of, or that it is added to.
    """

    left: tuple
    weight: str
    row: int
    column: int
    results: tuple


class Node(NamedTuple):
    """One element-wise operation, or one that gives back its input.

    Attributes
    ----------
    op : theano.graph.op.Op
    dtype : str
        Of the result.
    inputs : list of int
    output : int
    """

    op: object
    dtype: str
    inputs: list
    output: int


class Equations(NamedTuple):
    """A step over numbered places, each a column of ``units`` numbers a row.

    Attributes
    ----------
    leaves : dict of int to Leaf
    constants : dict of int to array
        Without dimensions.
    order : list of (Node or Group)
        In an order in which they can be computed. All products that are added to a place come
        before what reads it.
    new_states : list of int
    """

    leaves: dict[int, Leaf]
    constants: dict
    order: list[Union[Node, Group]]
    new_states: list[int]

    @property
    def groups(self):
        """The products, in the order of their computation."""
        return [each for each in self.order if isinstance(each, Group)]


def equations_of(step):
    """Return the `Equations` of a `Step`."""
    lefts = [unit for product in step.products for unit in product.left]
    places = {variable: n for n, variable in enumerate(step.leaves)}
    constants, nodes = {}, []

    def place(variable):
        if variable not in places:
            places[variable] = len(places)
            if isinstance(variable, Constant):
                constants[places[variable]] = variable.data
        return places[variable]

    for node in io_toposort(list(step.leaves), [*step.new_states, *lefts]):
        inputs = [place(variable) for variable in node.inputs]
        (output,) = node.outputs
        nodes.append(Node(node.op, output.dtype, inputs, place(output)))
    products = [
        (tuple(map(place, p.left)), p.weight, p.row, p.column, place(p.result))
        for p in step.products
    ]
    new_states = [place(state) for state in step.new_states]
    leaves = {places[variable]: leaf for variable, leaf in step.leaves.items()}
    return Equations(
        leaves=leaves,
        constants=constants,
        order=_ordered(nodes, _grouped(sorted(products)), {*leaves, *constants}),
        new_states=new_states,
    )


def _grouped(products):
    groups = []
    for left, weight, row, column, result in products:
        last = groups[-1] if groups else None
        if last and last[:3] == (left, weight, row) and last.column + len(last.results) == column:
            groups[-1] = last._replace(results=(*last.results, result))
        else:
            groups.append(Group(left, weight, row, column, (result,)))
    return groups


def _ordered(nodes, groups, known):
    """Both in one order, products as early as they can be."""
    order, known = [], set(known)
    while nodes or groups:
        waiting = {place for group in groups for place in group.results}
        ready = [group for group in groups if known.difference(waiting).issuperset(group.left)]
        groups = [group for group in groups if group not in ready]
        order += ready
        waiting = {place for group in groups for place in group.results}
        later = []
        for node in nodes:
            if known.difference(waiting).issuperset(node.inputs):
                known.add(node.output)
                order.append(node)
            else:
                later.append(node)
        nodes = later
    return order
