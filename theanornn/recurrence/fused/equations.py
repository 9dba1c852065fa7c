"""A traced step and its gradient as plain data, without a graph, to be evaluated elsewhere.

Both are over numbered places, each a column of ``units`` numbers a row.

Public names: :class:`Equations`, :class:`Gradient`, :class:`Node`, :class:`Group`, :class:`Back`,
:func:`equations_of`, :func:`gradient_of`.
"""

from collections import Counter
from typing import NamedTuple, Union

from theano.graph.basic import Constant, io_toposort

from theanornn.recurrence.fused.step import Leaf

__all__ = ["Back", "Equations", "Gradient", "Group", "Node", "equations_of", "gradient_of"]


class Node(NamedTuple):
    """One element-wise operation, or one that gives back its input.

    Attributes
    ----------
    op : theano.scalar.ScalarOp, or theano.compile.ops.ViewOp
    dtype : str
        Of the result.
    inputs : list of int
    output : int
    """

    op: object
    dtype: str
    inputs: list
    output: int

    @property
    def needs(self):
        return self.inputs

    @property
    def gives(self):
        return [self.output]


class Group(NamedTuple):
    """Adjacent products of one left operand: ``concatenated left columns · block of a weight``.

    Attributes
    ----------
    number : int
        The same in a step and in its gradient.
    left : tuple of int
        Places of its columns.
    weight : str
    row, column : int
        The first blocks of the weight.
    results : tuple of int
        For each column of the product, the place that it is the value of, or that it is added to.
    """

    number: int
    left: tuple
    weight: str
    row: int
    column: int
    results: tuple

    @property
    def needs(self):
        return self.left

    @property
    def gives(self):
        return self.results


class Back(NamedTuple):
    """The gradient of a group's left operand: ``its deltas · transposed block of the weight``.

    Attributes
    ----------
    group : Group
    deltas : tuple of int
        Places of the gradients with respect to the group's products.
    states : tuple of (int or None)
        For each column of the left operand, the state whose gradient it is added to.
    backs : tuple of (int or None)
        Or the place that it is added to.
    """

    group: Group
    deltas: tuple
    states: tuple
    backs: tuple

    @property
    def needs(self):
        return self.deltas

    @property
    def gives(self):
        return [place for place in self.backs if place is not None]


class Equations(NamedTuple):
    """A step.

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
        """The products by their numbers."""
        return sorted(each for each in self.order if isinstance(each, Group))


class Gradient(NamedTuple):
    """The gradient of a step; see `Adjoint`.

    Attributes
    ----------
    leaves, constants
        As of `Equations`.
    order : list of (Node, Group or Back)
    backs : list of Back
        By the numbers of their groups.
    deltas : dict of int to int
        From the number of a gate to the place of the gradient with respect to its ``z``.
    carries : list of int
        Gradients with respect to the states, as far as they do not come by way of a product.
    vectors : dict of Leaf to int
        Gradients of one row.
    """

    leaves: dict[int, Leaf]
    constants: dict
    order: list[Union[Node, Group, Back]]
    backs: list[Back]
    deltas: dict[int, int]
    carries: list[int]
    vectors: dict[Leaf, int]


class _Places:
    """Numbers for the variables of a graph that begins at leaves."""

    def __init__(self, leaves, outputs):
        self._numbers = {variable: n for n, variable in enumerate(leaves)}
        self.leaves = {self._numbers[variable]: leaf for variable, leaf in leaves.items()}
        self.constants, self.nodes = {}, []
        for node in io_toposort(list(leaves), outputs):
            inputs = self.of(node.inputs)
            (output,) = node.outputs
            op = getattr(node.op, "scalar_op", node.op)
            self.nodes.append(Node(op, output.dtype, inputs, self[output]))
        self.of(outputs)

    def __getitem__(self, variable):
        if variable not in self._numbers:
            self._numbers[variable] = len(self._numbers)
            if isinstance(variable, Constant):
                self.constants[self._numbers[variable]] = variable.data
        return self._numbers[variable]

    def of(self, variables):
        return [self[variable] for variable in variables]

    def groups(self, products, parts):
        """Products as the groups that `_parts` says."""
        found = []
        for number, part in enumerate(parts):
            first, *_ = some = [products[n] for n in part]
            results = tuple(self.of(p.result for p in some))
            left = tuple(self.of(first.left))
            found.append(Group(number, left, first.weight, first.row, first.column, results))
        return found


def equations_of(step):
    """Return the `Equations` of a `Step`."""
    lefts = [unit for product in step.products for unit in product.left]
    places = _Places(step.leaves, [*step.new_states, *lefts])
    order = _ordered([*places.groups(step.products, _parts(step)), *places.nodes])
    return Equations(places.leaves, places.constants, order, places.of(step.new_states))


def gradient_of(step, adjoint):
    """Return the `Gradient` of a `Step` from its `Adjoint`."""
    leaves, deltas = adjoint.leaves, adjoint.deltas
    lefts = [unit for product in adjoint.products for unit in product.left]
    results = [*adjoint.deltas.values(), *adjoint.carries, *adjoint.vectors.values()]
    places = _Places(leaves, [*lefts, *adjoint.backs, *results])
    delta_of = {places[target]: places[delta] for target, delta in deltas.items()}
    states = {places[v]: at.index for v, at in leaves.items() if at.kind == "state"}
    back_of = {places[left]: places[back] for left, back in adjoint.backs.items()}
    groups = places.groups(adjoint.products, _parts(step))
    backs = [
        Back(
            group,
            tuple(delta_of[place] for place in group.results),
            tuple(None if place in back_of else states[place] for place in group.left),
            tuple(back_of.get(place) for place in group.left),
        )
        for group in groups
    ]
    return Gradient(
        places.leaves,
        places.constants,
        _ordered([*groups, *backs, *places.nodes]),
        backs,
        {leaves[v].index: places[d] for v, d in deltas.items() if leaves[v].kind == "z"},
        places.of(adjoint.carries),
        {leaves[v]: places[gradient] for v, gradient in adjoint.vectors.items()},
    )


def _parts(step):
    """The products that can be one, by their numbers."""
    products, lefts = step.products, {}
    for p in products:
        lefts.setdefault(p.left, len(lefts))

    def key(n):
        return lefts[products[n].left], products[n].weight, products[n].row, products[n].column

    parts = []
    for n in sorted(range(len(products)), key=key):
        before = key(parts[-1][-1]) if parts else None
        if before and key(n) == (*before[:3], before[3] + 1):
            parts[-1].append(n)
        else:
            parts.append([n])
    return parts


def _ordered(items):
    """What is computed in an order in which it can be, products as early as possible."""
    order, waiting = [], Counter(place for each in items for place in each.gives)
    while items:
        ready = [each for each in items if not any(waiting[place] for place in each.needs)]
        ready = [each for each in ready if not isinstance(each, Node)] or ready
        taken = set(map(id, ready))
        items = [each for each in items if id(each) not in taken]
        waiting.subtract(place for each in ready for place in each.gives)
        order += ready
    return order
