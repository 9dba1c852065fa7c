"""Bad numbers within a recurrence: at which step of time, and in which gate.

Public names: :func:`first_in_steps`, :func:`last_in_gradients`.
"""

import numpy as np
from theano.graph.basic import Variable
from theano.tensor.subtensor import Subtensor, get_idx_list

from theanornn.node_by_node import NodeByNode, causes

__all__ = ["first_in_steps", "last_in_gradients"]


def first_in_steps(replay, values):
    """Where a recurrence first computes a number that is none.

    Parameters
    ----------
    replay : theanornn.recurrence.replay.Replay
    values : list of arrays
        Of ``replay.wanted``.

    Returns
    -------
    tuple or None
        Gates, step of time, sample, and what it is in words.
    """
    for step, given, states in replay.forward(values):
        rows = [row for state in states for row in np.argwhere(~np.isfinite(state))[:, 0]]
        if rows:
            run = NodeByNode(replay.new_states, given)
            gates, what = _within_a_step(replay, run, min(rows))
            return gates, step, int(min(rows)), what
    return None


def last_in_gradients(replay, of_states, of_gates):
    """Where gradients, on their way back through time, first are no numbers.

    Parameters
    ----------
    replay : theanornn.recurrence.replay.Replay
    of_states, of_gates
        As ``replay.backward`` returns them.

    Returns
    -------
    tuple or None
        As of :func:`first_in_steps`.
    """
    for step in reversed(replay.order(len(of_gates))):
        for name, gradient in zip(replay.cell.states, of_states):
            if not np.isfinite(gradient[step]).all():
                sample = int(np.argwhere(~np.isfinite(gradient[step]))[0][0])
                what = f"the gradient with respect to the state {name} after that step"
                return (), step, sample, what
        if not np.isfinite(of_gates[step]).all():
            what = "the gradient with respect to what the gate's activation is applied to"
            return (*_in_gates(replay, of_gates[step], step), what)
    return None


def _in_gates(replay, value, step):
    wrong = ~np.isfinite(value)
    return replay.gates_of(wrong.any(axis=0)), step, int(np.argwhere(wrong)[0][0])


def _within_a_step(replay, run, row):
    """The gate that first comes to a bad number in a step, for one row of the batch, and how."""

    def bad_columns(value):
        if getattr(getattr(value, "dtype", None), "kind", "") != "f":
            return np.array(False)
        return ~np.isfinite(value[row] if np.ndim(value) == 2 and len(value) > row else value)

    gates_of = {}
    for node in run:
        output = node.outputs[0]
        known = [gate for each in node.inputs for gate in gates_of.get(each, ())]
        gates_of[output] = replay.gates_of(_columns(replay, run, node)) or tuple(
            dict.fromkeys(known)
        )
    nodes, leaves = causes(run, replay.new_states, lambda value: bad_columns(value).any())
    z = replay.inputs[0]
    if z in leaves:
        return replay.gates_of(
            bad_columns(run.value(z))
        ), "the product of the input with its weights"
    if not nodes:
        return (), "an earlier state"
    output = nodes[0].outputs[0]
    gates = replay.gates_of(np.atleast_1d(bad_columns(run.value(output)))) or gates_of[output]
    readers = [gates_of[node.outputs[0]] for node in run.nodes if output in node.inputs]
    return gates or next(iter(readers), ()), _named(replay, output, nodes[0])


def _columns(replay, run, node):
    """Which columns of what has a block for each gate a slice takes; none if it is no slice."""
    source = run.value(node.inputs[0]) if isinstance(node.op, Subtensor) else None
    if source is None or np.ndim(source) != 2 or not replay.cell.gates:
        return np.zeros(0, bool)
    index = get_idx_list(node.inputs, node.op.idx_list)
    if len(index) < 2 or not isinstance(index[1], slice):
        return np.zeros(0, bool)
    ends = [index[1].start, index[1].stop]
    start, stop = (int(run.value(e)) if isinstance(e, Variable) else e for e in ends)
    columns = np.zeros(source.shape[1], bool)
    columns[start:stop] = True
    return columns


def _named(replay, output, node):
    for name, state in zip(replay.cell.states, replay.new_states):
        if output is state:
            return f"the state {name}"
    return f"the operation {node.op} of the step"
