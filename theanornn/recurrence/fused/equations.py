"""A traced step as plain data: what it computes, without a graph, to be evaluated elsewhere.

Public names: :class:`Equations`, :class:`Group`, :func:`equations_of`.
"""

from typing import NamedTuple

from theano.graph.basic import Constant, io_toposort

from theanornn.recurrence.fused.step import Leaf

__all__ = ["Equations", "Group", "equations_of"]


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


class Equations(NamedTuple):
    """A step over numbered places, each a column of ``units`` numbers a row.

    Attributes
    ----------
    leaves : dict of int to Leaf
    constants : dict of int to array
        Without dimensions.
    nodes : list of (scalar operation, dtype, places of inputs, place of the output)
        In the order of computation.
    groups : list of Group
    new_states : list of int
    """

    leaves: dict[int, Leaf]
    constants: dict
    nodes: list
    groups: list[Group]
    new_states: list[int]


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
        # Columns are arrays here: what is element-wise has a scalar operation, views have none.
        operation = getattr(node.op, "scalar_op", None)
        nodes.append((operation, output.dtype, inputs, place(output)))
    products = [
        (tuple(map(place, p.left)), p.weight, p.row, p.column, place(p.result))
        for p in step.products
    ]
    return Equations(
        leaves={places[variable]: leaf for variable, leaf in step.leaves.items()},
        constants=constants,
        nodes=nodes,
        groups=_grouped(sorted(products)),
        new_states=[place(state) for state in step.new_states],
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
