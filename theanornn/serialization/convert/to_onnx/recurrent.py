"""Recurrent layers: `add_recurrent`, `add_bidirectional`.

They become RNN, LSTM and GRU nodes where those compute the same, else a Scan over the step.
"""

import numpy as np

from theanornn.cells.systems import layout_of, reordered
from theanornn.errors import ConversionError
from theanornn.serialization.convert.chain import cell_of, weights_of
from theanornn.serialization.convert.to_onnx.activations import (
    has_activations,
    recurrent_activation,
)
from theanornn.serialization.convert.to_onnx.masks import Packed
from theanornn.serialization.convert.to_onnx.own_steps import add_scan

__all__ = ["add_bidirectional", "add_recurrent"]

#: ONNX's operators, and the order of their gates.
_OPERATORS = {"simple_rnn": ("RNN", "h"), "lstm": ("LSTM", "iofc"), "gru": ("GRU", "zrh")}
_MERGING = {"sum": "Add", "mul": "Mul", "ave": "Add"}


def add_recurrent(graph, layer, x, mask):
    """Add a recurrent layer.

    Parameters
    ----------
    graph : Graph
    layer : Layer
    x : str
        Name of the input (batch, time, features).
    mask : str or None
        Name of the mask (batch, time).

    Returns
    -------
    y : str
    mask : str or None
    """
    _check(layer)
    y = _one_direction(graph, layer, x, mask)
    if layer.return_sequences and layer.go_backwards:
        y = _reversed(graph, y)
    return y, mask if layer.return_sequences else None


def add_bidirectional(graph, layer, x, mask):
    """Add a layer in both directions; see `add_recurrent`."""
    if layer.merge_mode is None:
        raise ConversionError(
            f"{layer.name}: merge_mode=None gives two outputs; use 'concat', 'sum', 'mul' or 'ave'"
        )
    directions = (layer.forward_layer, layer.backward_layer)
    for direction in directions:
        _check(direction)
    outputs = [_one_direction(graph, direction, x, mask) for direction in directions]
    if layer.merge_mode == "concat":
        y = graph.node("Concat", *outputs, axis=-1)
    else:
        y = graph.node(_MERGING[layer.merge_mode], *outputs)
        if layer.merge_mode == "ave":
            y = graph.node("Mul", y, np.float32(0.5))
    return y, mask if layer.return_sequences else None


def _check(layer):
    if layer.return_state:
        raise ConversionError(
            f"{layer.name}: return_state=True gives several outputs; make it without"
        )


def _one_direction(graph, layer, x, mask):
    """The output in order of time (batch, time, units), or the last one (batch, units)."""
    weights = weights_of(layer)
    if weights is None or weights.initial or not has_activations(_activations(weights)):
        cell = cell_of(layer)
        if cell is None:
            raise ConversionError(
                f"{layer.name}: its step is one of your own, of a kind that is not written to ONNX "
                "(theanornn.cells.Cell is). model.to_numpy() takes any step"
            )
        series, last = add_scan(graph, layer, cell, x, mask)
        return series if layer.return_sequences else last
    return _operator(graph, layer, weights, x, mask)


def _operator(graph, layer, weights, x, mask):
    op_type, gates = _OPERATORS[weights.kind]
    packed = None
    if mask is not None:
        packed = graph.kept(("packed", mask), lambda: Packed(graph, mask))
        x = packed.packed(x)
    steps = graph.node("Transpose", x, perm=[1, 0, 2])
    lengths = "" if packed is None else packed.lengths
    inputs = [steps, *_arrays(weights, gates), lengths, *_first_states(graph, layer)]
    if weights.peepholes is not None:
        inputs += [""] * (7 - len(inputs)) + [_peepholes(weights)]
    attributes = recurrent_activation(_activations(weights))
    if weights.kind == "gru":
        attributes["linear_before_reset"] = int(weights.reset_after)
    made = graph.node(
        op_type,
        *inputs,
        outputs=3 if weights.kind == "lstm" else 2,
        hidden_size=weights.units,
        direction="reverse" if layer.go_backwards else "forward",
        **attributes,
    )
    series, *finals = made
    _give_states(graph, layer, finals)
    if not layer.return_sequences:
        return graph.node("Squeeze", finals[0], [0])
    y = graph.node("Transpose", graph.node("Squeeze", series, [1]), perm=[1, 0, 2])
    return y if packed is None else packed.unpacked(y, layer.go_backwards)


def _arrays(weights, gates):
    """W, R and B of an operator: one direction, transposed, gates in its order."""
    orders = layout_of(None, weights.kind).gates, gates
    W, U, b = (reordered(each, *orders) for each in (weights.W, weights.U, weights.bias))
    recurrent = np.zeros_like(b)
    if weights.b_recurrent is not None:
        recurrent = reordered(weights.b_recurrent, *orders)
    return [W.T[None], U.T[None], np.concatenate([b, recurrent])[None]]


def _peepholes(weights):
    return reordered(weights.peepholes, "ifo", "iof")[None]


def _activations(weights):
    if weights.kind == "simple_rnn":
        return [weights.activation]
    if weights.kind == "gru":
        return [weights.inner_activation, weights.activation]
    return [weights.inner_activation, weights.activation, weights.activation]


def _first_states(graph, layer):
    """Of a stateful layer, inputs of the graph: the states that it starts from."""
    if not layer.stateful:
        return []
    return graph.kept(("first states", layer), lambda: _state_inputs(graph, layer))


def _state_inputs(graph, layer):
    names = []
    for state, shared in zip(layer.state_names, layer.states):
        name = f"{layer.name}_{state}_before"
        batch, units = shared.get_value(borrow=True).shape
        graph.inputs.append(graph.value_info(name, "float32", [1, batch, units]))
        names.append(name)
    return names


def _give_states(graph, layer, finals):
    """Of a stateful layer, outputs of the graph: the states that it ended with."""
    if not layer.stateful:
        return
    for state, shared, final in zip(layer.state_names, layer.states, finals):
        name = f"{layer.name}_{state}_after"
        shape = [1, *shared.get_value(borrow=True).shape]
        graph.named(final, name)
        graph.outputs.append(graph.value_info(name, "float32", shape))


def _reversed(graph, y):
    far = np.iinfo("int64").min
    return graph.node("Slice", y, [-1], [far], [1], [-1])
