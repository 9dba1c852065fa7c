"""One step of a cell as a graph, and what of it does not change from step to step."""

from typing import NamedTuple

import theano.tensor as T
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant, ancestors, clone_get_equiv, graph_inputs, io_toposort

from theanornn.recurrence.stepping import advance


class Trace(NamedTuple):
    """A step of a cell over placeholders.

    Parameters
    ----------
    inputs : list
        Placeholders: the (projected) input, the mask if there is one, the states.
    states : tuple
        The new states, in terms of `inputs` and `invariants`.
    invariants : list
        Expressions that are the same at each step: weights, blocks of them, dropout masks. They are
        in terms of the variables around the loop and can be computed before it.
    updates : dict
        New values of shared variables that have a default update (random generators), in the same
        terms as the states.
    """

    inputs: list
    states: tuple
    invariants: list
    updates: dict

    def at(self, inputs):
        """Return states and updates with other variables in place of the placeholders.

        The invariants stay what they are, the very same variables.
        """
        replaced = {variable: variable for variable in self.invariants}
        replaced.update(zip(self.inputs, inputs))
        results = [*self.states, *self.updates.values()]
        copies = clone_get_equiv([], results, copy_orphans=False, memo=replaced)
        states = [copies[state] for state in self.states]
        return states, {shared: copies[new] for shared, new in self.updates.items()}


def trace(cell, dtype, masked=False, x_dtype=None):
    """Return the `Trace` of one step.

    Parameters
    ----------
    cell : Cell
    dtype : str
        Of projected input and states.
    masked : bool
        Whether there is a mask.
    x_dtype : str or None
        With a dtype, the step has the input itself, of that dtype, and projects it.

    Examples
    --------
    >>> from theanornn.cells import LSTMCell
    >>> trace(LSTMCell(2, 3), "float64").invariants
    [lstm_U]
    """
    first, *states = (T.matrix(dtype=dtype) for _ in range(1 + len(cell.states)))
    z_t = first
    if x_dtype is not None:
        first = T.matrix(dtype=x_dtype)
        z_t = cell.project(first).astype(dtype)
    mask_t = T.TensorType("bool", (False, True))() if masked else None
    inputs = [first, *([mask_t] if masked else []), *states]
    results = advance(cell, z_t, tuple(states), mask_t)
    # The mask of the state dropout is drawn once, before the loop, whatever it is drawn from.
    drawn_before = [] if cell.state_dropout is None else [cell.state_dropout]
    updates = {
        leaf: leaf.default_update
        for leaf in graph_inputs(results, blockers=drawn_before)
        if isinstance(leaf, SharedVariable) and getattr(leaf, "default_update", None) is not None
    }
    outputs = [*results, *updates.values()]
    return Trace(inputs, results, _invariants(outputs, {*inputs, *updates}), updates)


def reads(cell, variable, dtype):
    """True if the step of `cell` reads the variable."""
    return variable in ancestors(trace(cell, dtype).states)


def _invariants(outputs, varying):
    """Return the largest tensors below `outputs` that no variable of `varying` enters."""
    varying, constant, found = set(varying), set(), {}
    nodes = io_toposort([], outputs)
    for node in nodes:
        if all(isinstance(v, Constant) or v in constant for v in node.inputs):
            constant.update(node.outputs)
        elif varying.intersection(node.inputs):
            varying.update(node.outputs)
    inside = set(varying)
    for node in reversed(nodes):
        for v in node.inputs if inside.intersection(node.outputs) else ():
            if v in varying or v in constant or isinstance(v, Constant):
                continue
            if isinstance(v.type, T.TensorType):
                found[v] = None
            else:  # bounds of a slice, for instance: they cannot be handed into a loop
                inside.add(v)
    found.update((v, None) for v in outputs if v not in varying and v not in constant)
    return list(found)
