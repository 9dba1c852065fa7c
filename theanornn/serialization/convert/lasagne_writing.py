"""Lasagne's list of arrays, in the order of ``get_all_param_values``: `write`, `param_values`."""

import io

import numpy as np

from theanornn import layers as kinds
from theanornn.cells.systems import layout_of
from theanornn.errors import ConversionError
from theanornn.serialization.atomic import write_atomically
from theanornn.serialization.convert.chain import chain_of, value_of, weights_of

__all__ = ["param_values", "write"]


def write(model, path):
    """Write an ``.npz`` of ``arr_0``, ``arr_1`` …, as ``np.savez(path, *get_all_param_values(…))``.

    Parameters
    ----------
    model : Sequential or Model
        Built; a chain of layers.
    path : str or path

    Returns
    -------
    list of (str, str)
        What each layer became.

    Raises
    ------
    ConversionError
        Lasagne cannot compute the same; the layer, the reason and the way out are named.
    """
    values, became = param_values(model)
    content = io.BytesIO()
    np.savez(content, *values)
    write_atomically(path, content.getvalue())
    return became


def param_values(model):
    """The arrays in order, and what each layer became.

    Examples
    --------
    >>> from theanornn.layers import Dense, LSTM
    >>> from theanornn.models import Sequential
    >>> model = Sequential([LSTM(8, input_shape=(None, 3)), Dense(2, name="dense")])
    >>> values, became = param_values(model)
    >>> len(values), became[1]
    (16, ('dense', 'DenseLayer: W, b'))
    """
    values, became = [], []
    for layer in chain_of(model, "Lasagne"):
        own, words = _values(layer)
        values += own
        became.append((layer.name, words))
    return values, became


def _values(layer):
    if isinstance(layer, kinds.Bidirectional):
        halves = [_recurrent(each) for each in (layer.forward_layer, layer.backward_layer)]
        words = f"{halves[0][1]}; the same backwards=True"
        return [*halves[0][0], *halves[1][0]], words
    if hasattr(layer, "go_backwards"):
        return _recurrent(layer)
    if isinstance(layer, kinds.TimeDistributed):
        layer = layer.layer
    if isinstance(layer, kinds.Dense):
        W = value_of(layer.params["W"])
        if not layer.use_bias:
            return [W], "DenseLayer(b=None): W"
        return [W, value_of(layer.params["b"])], "DenseLayer: W, b"
    if isinstance(layer, kinds.Embedding):
        return [value_of(layer.params["W"])], "EmbeddingLayer: W"
    if layer.named_weights():
        raise ConversionError(
            f"{layer.name}: a {type(layer).__name__} is not written to Lasagne. ONNX takes more "
            "layers, and model.to_numpy() any"
        )
    return [], "no arrays"


def _recurrent(layer):
    weights = weights_of(layer)
    if weights is None:
        raise ConversionError(
            f"{layer.name}: its step is one of your own, which no layer of Lasagne has. "
            "model.to_numpy() takes any step"
        )
    return {"simple_rnn": _simple, "lstm": _lstm, "gru": _gru}[weights.kind](layer, weights)


def _state(weights, number=0):
    """An initial state: what was learned, or zeros."""
    if weights.initial:
        return weights.initial[number][None]
    return np.zeros((1, weights.units), weights.U.dtype)


def _gates(weights):
    """W_in, W_hid and b of each gate, by gate."""
    names = layout_of(None, weights.kind).gates
    split = [np.split(array, len(names), axis=-1) for array in (weights.W, weights.U, weights.bias)]
    return dict(zip(names, map(list, zip(*split))))


def _in_order(gates, kind):
    return [array for gate in layout_of("lasagne", kind).parts for array in gates[gate]]


def _simple(layer, weights):
    values = [_state(weights), weights.W, weights.bias, weights.U]
    return values, f"RecurrentLayer(nonlinearity={weights.activation}): hid_init, W, b, W_hid"


def _lstm(layer, weights):
    values = _in_order(_gates(weights), "lstm")
    peepholes = weights.peepholes is not None
    if peepholes:
        values += np.split(weights.peepholes, 3)
    words = (
        f"LSTMLayer(peepholes={peepholes}), gates {weights.inner_activation}: "
        f"{len(values)} arrays, cell_init, hid_init"
    )
    return [*values, _state(weights, 1), _state(weights)], words


def _gru(layer, weights):
    if not weights.reset_after:
        raise ConversionError(
            f"{layer.name}: this GRU resets the state before the recurrent product, Lasagne's "
            "after it (reset_after=True): no choice of weights makes them the same. ONNX has both: "
            "write model.onnx, or use model.to_numpy(); or train with reset_after=True"
        )
    if weights.inner_activation not in ("sigmoid", "hard_sigmoid"):
        raise ConversionError(
            f"{layer.name}: the update gate of Lasagne's GRU takes the new state, ours keeps the "
            "old one; turning it round is exact where f(-x) = 1 - f(x), as of sigmoid, but not of "
            f"{weights.inner_activation}. Write model.onnx, or use model.to_numpy()"
        )
    gates = _gates(weights)
    if weights.b_recurrent is not None:
        recurrent = dict(zip("zrh", np.split(weights.b_recurrent, 3)))
        if recurrent["h"].any():
            raise ConversionError(
                f"{layer.name}: Lasagne's GRU has no bias in the recurrent product of the "
                "candidate, and this one's is not zero. Write model.onnx, or use model.to_numpy()"
            )
        for gate in "zr":
            gates[gate][2] = gates[gate][2] + recurrent[gate]
    gates["z"] = [-array for array in gates["z"]]
    values = [*_in_order(gates, "gru"), _state(weights)]
    words = f"GRULayer, gates {weights.inner_activation}, update gate turned: 9 arrays, hid_init"
    return values, words
