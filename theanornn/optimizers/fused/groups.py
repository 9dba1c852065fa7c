"""Which updates of a function are element-wise, and belong together.

Public names: :class:`Group`, :class:`Update`, :func:`groups`, :data:`SMALLEST`.
"""

from typing import NamedTuple

import theano.tensor as T
from theano.compile import SharedVariable
from theano.graph.basic import Constant, Variable, ancestors
from theano.tensor.elemwise import Elemwise

from theanornn.recurrence.fused.operations import refusal

#: Elements of a shared variable below which Theano's own loops, called from C, are faster.
SMALLEST = 8192


class Update(NamedTuple):
    """A new value, and what it is computed from, element by element.

    Attributes
    ----------
    new, old : variable
        The expression, and the shared variable that it becomes the value of.
    tensors : tuple of variables
        Arrays of the shape and dtype of the new value.
    scalars : tuple of variables
        What has one element and is no constant: a learning rate.
    """

    new: Variable
    old: Variable
    tensors: tuple
    scalars: tuple


class Group:
    """Updates that read some of the same arrays.

    Parameters
    ----------
    updates : list of Update

    Attributes
    ----------
    updates : list of Update
    tensors, scalars : list of variables
        All that they are computed from.
    """

    def __init__(self, updates):
        self.updates = updates
        self.tensors = list(dict.fromkeys(t for update in updates for t in update.tensors))
        self.scalars = list(dict.fromkeys(s for update in updates for s in update.scalars))

    @property
    def dtype(self):
        return self.updates[0].new.dtype

    @property
    def targets(self):
        """Which of `tensors` each new value takes the place of; None if that is not read."""
        places = {tensor: k for k, tensor in enumerate(self.tensors)}
        return tuple(places.get(update.old) for update in self.updates)

    def equations(self):
        """The same equations for a single number.

        Returns
        -------
        tensors, scalars, results : lists of variables without dimensions
            What stands for the attributes of these names, and the new values.
        """
        single = {each: T.TensorType(each.dtype, ())() for each in (*self.tensors, *self.scalars)}

        def translated(variable):
            if variable not in single:
                if isinstance(variable, Constant):
                    single[variable] = T.constant(variable.data.item(), dtype=variable.dtype)
                else:
                    operation = Elemwise(variable.owner.op.scalar_op)
                    single[variable] = operation(*map(translated, variable.owner.inputs))
            return single[variable]

        results = [translated(update.new) for update in self.updates]
        return [single[t] for t in self.tensors], [single[s] for s in self.scalars], results

    def waits_for_itself(self, read=None):
        """Whether something that the group reads is computed from its own results.

        Parameters
        ----------
        read : list of variables, optional
            In place of `tensors` and `scalars`.
        """
        results = {update.new for update in self.updates}
        read = [*self.tensors, *self.scalars] if read is None else read
        return not results.isdisjoint(ancestors(read))


def groups(fgraph):
    """The groups of element-wise updates in the graph of a function.

    Parameters
    ----------
    fgraph : FunctionGraph
        As it is before Theano fuses element-wise operations.

    Returns
    -------
    list of Group
    """
    found = []
    for update in _updates(fgraph):
        together = [g for g in found if not set(g.tensors).isdisjoint(update.tensors)]
        found = [g for g in found if g not in together]
        found.append(Group([*(u for g in together for u in g.updates), update]))
    independent = [_independent(group) for group in found]
    return [group for group in independent if group.updates]


def _updates(fgraph):
    """All element-wise updates of arrays that are not small."""
    seen = set()
    for output, place in (fgraph.update_mapping or {}).items():
        new, old = fgraph.outputs[output], fgraph.inputs[place]
        if new not in seen and not _is_small(old):
            read = _Reader(new).leaves(new)
            if read is not None and new not in read[0]:
                yield Update(new, old, *map(tuple, read))
        seen.add(new)


def _is_small(shared):
    if not isinstance(shared, SharedVariable):
        return False
    value = shared.get_value(borrow=True, return_internal_type=True)
    return getattr(value, "size", SMALLEST) < SMALLEST


def _independent(group):
    """The group without updates that read what others of it give, through other operations."""
    if not group.waits_for_itself():
        return group
    alone = [
        update
        for update in group.updates
        if not group.waits_for_itself([*update.tensors, *update.scalars])
    ]
    return Group(alone)


class _Reader:
    """Walks from a new value to what it is computed from, through element-wise operations."""

    def __init__(self, new):
        self.pattern, self.dtype = getattr(new, "broadcastable", ()), new.dtype
        self.possible = self.dtype in ("float32", "float64") and not all(self.pattern)
        self.known = {}

    def leaves(self, variable):
        """``(tensors, scalars)`` that a variable is computed from; None if it cannot be here."""
        if not self.possible or not hasattr(variable, "broadcastable"):
            return None
        if variable not in self.known:
            self.known[variable] = self._leaves(variable)
        return self.known[variable]

    def _leaves(self, variable):
        if all(variable.broadcastable):
            if isinstance(variable, Constant):
                return [], []
            return ([], [variable]) if variable.dtype == self.dtype else None
        if variable.broadcastable != self.pattern:
            return None
        if self._is_written_in_c(variable.owner):
            parts = [self.leaves(each) for each in variable.owner.inputs]
            if None not in parts:
                return tuple(list(dict.fromkeys(sum(lists, []))) for lists in zip(*parts))
        return ([variable], []) if variable.dtype == self.dtype else None

    def _is_written_in_c(self, node):
        if node is None or not isinstance(node.op, Elemwise) or len(node.outputs) > 1:
            return False
        # A constant is written with the digits of its own dtype.
        variables = [v for v in node.inputs if not isinstance(v, Constant)] + node.outputs
        return (
            all(v.dtype in (self.dtype, "bool") for v in variables)
            and refusal(node.op.scalar_op, node.inputs, node.outputs) is None
        )
