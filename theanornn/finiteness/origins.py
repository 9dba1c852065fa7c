"""Where the first number came up that is none: the layer, the gate, the step of time.

The step of training is computed once more as it was built, one operation after another; a
recurrence step by step, by its cell's own equations.

Public names: :class:`Origin`, :func:`origin_of_bad_numbers`.
"""

from typing import NamedTuple, Optional

import numpy as np
import theano.tensor as T
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant, graph_inputs

from theanornn.finiteness.steps import first_in_steps, last_in_gradients
from theanornn.gradients import gradients_in
from theanornn.node_by_node import NodeByNode, causes
from theanornn.recurrence.replay import recurrences_in

__all__ = ["Origin", "bad", "origin_of_bad_numbers"]


class Origin(NamedTuple):
    """Where numbers went wrong first.

    Attributes
    ----------
    phase : {"data", "weights", "forward", "loss", "backward", "unknown"}
        What held the bad number, or was being computed.
    what : str
        The array or the operation, in words.
    layer : str or None
    gates : tuple of str
        Names in ``cell.gates``; empty where it is no single gate, or no recurrent layer.
    time_step : int or None
        From 0, along the time axis of the data.
    sample : int or None
        In the batch, from 0.
    weights : tuple of str
        Those whose gradients are no numbers ("backward"), each with its gates.
    """

    phase: str
    what: str
    layer: Optional[str] = None
    gates: tuple = ()
    time_step: Optional[int] = None
    sample: Optional[int] = None
    weights: tuple = ()

    def __str__(self):
        parts = [f"layer {self.layer}"] if self.layer else []
        if self.gates:
            parts.append(f"gate {', '.join(self.gates)}")
        if self.time_step is not None:
            parts.append(f"time step {self.time_step}")
        if self.sample is not None:
            parts.append(f"sample {self.sample}")
        where = f" ({', '.join(parts)})" if parts else ""
        gradients = f"; gradients of {', '.join(self.weights)} are lost" if self.weights else ""
        return f"{_PHASES[self.phase]}: {self.what}{where}{gradients}"


_PHASES = {
    "data": "in the batch itself",
    "weights": "in the weights, before this batch",
    "forward": "on the way to the prediction",
    "loss": "in the loss",
    "backward": "in the gradients, while the loss is a number",
    "unknown": "not found again",
}


def bad(value):
    """Whether something is an array with NaN or infinity.

    Examples
    --------
    >>> bad(np.array([1.0, np.nan])), bad(np.array([1, 2]))
    (True, False)
    """
    return (
        getattr(getattr(value, "dtype", None), "kind", "") == "f" and not np.isfinite(value).all()
    )


def origin_of_bad_numbers(graph, arrays):
    """Look where numbers went wrong in a step of training.

    Parameters
    ----------
    graph : theanornn.functions.Graph
        Of training; weights and random streams as they were before the step.
    arrays : sequence of arrays
        The batch: the graph's inputs.

    Returns
    -------
    Origin
    """
    gradients = gradients_in(graph.updates)
    results = [graph.outputs[0], *gradients.values()]
    replays = recurrences_in(results[:1])
    found = _in_the_batch(graph, arrays) or _in_the_weights(results, replays)
    if found is not None:
        return found
    given = {v: v.type.filter(value) for v, value in zip(graph.inputs, arrays)}
    with np.errstate(all="ignore"):
        run = _computed(results[:1], given)
        if bad(run.value(results[0])):
            return _forward(run, results[0], replays, given)
        run = _computed(results, given)
        lost = {shared: each for shared, each in gradients.items() if bad(run.value(each))}
        if lost:
            return _backward(run, results[0], lost, replays, given)
    return Origin("unknown", "the numbers are finite when they are computed once more")


def _computed(results, given):
    run = NodeByNode(results, given)
    for _ in run:
        pass
    return run


def _in_the_batch(graph, arrays):
    for variable, array in zip(graph.inputs, arrays):
        if bad(array):
            at = _first_place(array)
            what = f"{variable.name or 'an input'} holds {_kind(array[at])} at {at}"
            step = at[1] if len(at) > 2 else None
            return Origin("data", what, time_step=step, sample=at[0] if at else None)
    return None


def _in_the_weights(results, replays):
    for shared in graph_inputs(results):
        if isinstance(shared, Constant) or not isinstance(shared, SharedVariable):
            continue
        value = shared.get_value(borrow=True)
        if bad(value):
            count, layer, gates = int(np.sum(~np.isfinite(value))), _prefix(shared), ()
            for replay in replays:
                if shared in replay.cell.variables().values():
                    layer, gates = replay.layer, replay.gates_of(_bad_columns(value))
            what = f"{shared} holds {count} of {value.size} values that are NaN or infinite"
            return Origin("weights", what, layer, gates)
    return None


def _forward(run, loss, replays, given):
    nodes, _ = causes(run, [loss], bad)
    if not nodes:
        return Origin("loss", "the loss")
    node = nodes[0]
    for replay in replays:
        if not replay.is_random and _belongs(node, replay):
            found = first_in_steps(replay, _values(replay.wanted, given))
            if found is not None:
                gates, step, sample, what = found
                return Origin("forward", what, replay.layer, gates, step, sample)
    layer = getattr(node.tag, "theanornn_layer", None)
    value = next(v for v in map(run.value, node.outputs) if bad(v))
    at = _first_place(value)
    sample = at[0] if layer and len(at) > 1 else None
    what = _operation(run, node, value[at])
    return Origin("forward" if layer else "loss", what, layer, sample=sample)


def _backward(run, loss, lost, replays, given):
    weights = tuple(_lost_weight(shared, run.value(each), replays) for shared, each in lost.items())
    for replay in reversed(replays):
        if replay.is_random:
            continue
        direct = T.grad(loss, replay.states, disconnected_inputs="ignore")
        n, k = len(replay.wanted), len(replay.states)
        values = _values([*replay.wanted, *replay.states, *direct], given)
        if any(map(bad, values[n + k :])):
            continue  # it comes from what is above
        back = replay.backward(values[:n], values[n : n + k], values[n + k :])
        found = last_in_gradients(replay, *back)
        if found is not None:
            gates, step, sample, what = found
            return Origin("backward", what, replay.layer, gates, step, sample, weights)
    nodes, _ = causes(run, list(lost.values()), bad)
    if not nodes:
        return Origin("backward", "the gradients", weights=weights)
    node = nodes[0]
    value = next(v for v in map(run.value, node.outputs) if bad(v))
    what = _operation(run, node, value[_first_place(value)])
    return Origin("backward", what, _nearest_layer(node), weights=weights)


def _values(wanted, given):
    run = _computed(wanted, given)
    return [np.asarray(run.value(variable)) for variable in wanted]


def _belongs(node, replay):
    """Whether an operation is part of a recurrence: between its input and its states."""
    waiting, seen = list(replay.states), {replay.call.x}
    while waiting:
        variable = waiting.pop()
        if variable in seen or variable.owner is None:
            continue
        seen.add(variable)
        if variable.owner is node:
            return True
        waiting += variable.owner.inputs
    return False


def _nearest_layer(node):
    """The layer of the closest operation of the forward pass."""
    waiting, seen = [node], set()
    while waiting:
        node = waiting.pop(0)
        layer = getattr(node.tag, "theanornn_layer", None)
        if layer is not None:
            return layer
        owners = [each.owner for each in node.inputs if each.owner is not None]
        waiting += [each for each in owners if each not in seen]
        seen.update(owners)
    return None


def _operation(run, node, number):
    sizes = []
    for variable in node.inputs:
        value = run.value(variable)
        if getattr(getattr(value, "dtype", None), "kind", "") == "f" and value.size:
            low, high = value.min(), value.max()
            sizes.append(f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}")
    of = f" of numbers of {' and '.join(sizes)}" if sizes else ""
    return f"{node.op}{of} gives {_kind(number)}"


def _lost_weight(shared, gradient, replays):
    for replay in replays:
        if shared in replay.cell.variables().values():
            gates = replay.gates_of(_bad_columns(gradient))
            if gates:
                return f"{shared} (gate {', '.join(gates)})"
    return str(shared)


def _bad_columns(value):
    return ~np.isfinite(value.reshape(-1, value.shape[-1])).all(axis=0) if value.ndim else value


def _first_place(array):
    return tuple(int(each) for each in np.argwhere(~np.isfinite(array))[0])


def _kind(number):
    return "NaN" if np.isnan(number) else "infinity"


def _prefix(shared):
    """The layer's name in ``lstm_1_U``."""
    return (shared.name or "").rpartition("_")[0] or None
