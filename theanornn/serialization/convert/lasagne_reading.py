"""Lasagne's networks, from the list of arrays that ``get_all_param_values`` gives.

The list has neither names nor kinds. What a layer is of, its shapes say: an LSTM has 17 arrays, 14
without peepholes (gate by gate ``W_in``, ``W_hid``, ``b``; the peepholes; ``cell_init``,
``hid_init``), a GRU 10, a RecurrentLayer 4 with ``hid_init`` first, a DenseLayer 2, an
EmbeddingLayer 1. Where initial states are layers of their own, they are not in the list.

Lasagne's GRU resets after the product, without a bias there, and its update gate takes the *new*
state: its weights change their signs here, which is exact for gates with f(-x) = 1 - f(x).
"""

import numpy as np

from theanornn.cells.systems import layout_of
from theanornn.errors import ConversionError
from theanornn.serialization.convert.records import LayerRecord

__all__ = ["records"]

#: Gates whose weights can change their signs: f(-x) = 1 - f(x).
_SYMMETRIC = ("sigmoid", "hard_sigmoid")


def records(found):
    """The layers of a network.

    Parameters
    ----------
    found : Arrays
        A list, in the order of ``get_all_param_values``.

    Returns
    -------
    list of LayerRecord
        One for each direction of what was bidirectional: the list does not tell one behind the
        other from one beside the other. Loading them into a model does.

    Raises
    ------
    ConversionError
        An array is of no layer that is known, or of another order.
    """
    rest, layers, counts = list(found.arrays.values()), [], {}
    while rest:
        for read in (_lstm, _gru, _recurrent, _dense, _matrix):
            layer = read(rest, first=not layers)
            if layer is not None:
                break
        else:
            raise ConversionError(
                f"{found.path}: after {len(layers)} layers come arrays of the shapes "
                f"{[array.shape for array in rest[:4]]}, which are of no layer of Lasagne that "
                "theanornn has (LSTMLayer, GRULayer, RecurrentLayer, DenseLayer, EmbeddingLayer). "
                "Use the arrays by themselves: theanornn.serialization.convert.read_arrays"
            )
        kind, n_arrays, arrays, options = layer
        counts[kind] = counts.get(kind, 0) + 1
        layers.append(LayerRecord(f"{kind}_{counts[kind]}", kind, arrays, options))
        rest = rest[n_arrays:]
    return layers


def _triples(arrays, n_gates):
    """``W_in``, ``W_hid`` and ``b`` of each gate, if that is what the list begins with."""
    triples = [arrays[3 * k : 3 * k + 3] for k in range(n_gates)]
    if len(arrays) < 3 * n_gates or any(array.ndim != 2 for array in triples[0][:2]):
        return None
    n_in, units = triples[0][0].shape
    expected = [(n_in, units), (units, units), (units,)]
    if any([array.shape for array in triple] != expected for triple in triples):
        return None
    return triples, units


def _together(triples, kind):
    """Our three arrays, of the arrays of each gate."""
    of_gates = dict(zip(layout_of("lasagne", kind).parts, triples))
    in_order = zip(*(of_gates[gate] for gate in layout_of(None, kind).gates))
    return dict(zip("WUb", (np.concatenate(arrays, axis=-1) for arrays in in_order)))


def _lstm(arrays, first):
    found = _triples(arrays, 4)
    if found is None:
        return None
    triples, units = found
    result = _together(triples, "lstm")
    n_used = 12
    further = [array.shape for array in arrays[12:17]]
    if further[:3] == [(units,)] * 3:
        result["peepholes"] = np.concatenate(arrays[12:15])
        n_used = 15
    if [array.shape for array in arrays[n_used : n_used + 2]] == [(1, units)] * 2:
        result["c0"], result["h0"] = arrays[n_used][0], arrays[n_used + 1][0]
        n_used += 2
    return "lstm", n_used, result, {}


def _gru(arrays, first):
    found = _triples(arrays, 3)
    if found is None:
        return None
    triples, units = found
    result = _together(triples, "gru")
    for array in result.values():
        update = array[..., :units]  # z is our first gate
        np.negative(update, out=update)
    n_used = 9
    if [array.shape for array in arrays[9:10]] == [(1, units)]:
        result["h0"] = arrays[9][0]
        n_used = 10
    return "gru", n_used, result, {"reset_after": True, "inner_activation": _SYMMETRIC}


def _recurrent(arrays, first):
    has_state = arrays[0].ndim == 2 and len(arrays[0]) == 1 and len(arrays) >= 4
    shapes = [array.shape for array in arrays[has_state : has_state + 3]]
    if len(shapes) < 3 or len(shapes[0]) != 2:
        return None
    units = shapes[0][1]
    if shapes[1:] != [(units,), (units, units)]:
        return None
    if has_state and arrays[0].shape != (1, units):
        return None
    if not has_state and len(arrays) > 3 and arrays[3].shape == (units,):
        return None  # two DenseLayers, the second of them square
    W, b, U = arrays[has_state : has_state + 3]
    result = {"W": W, "U": U, "b": b}
    if has_state:
        result["h0"] = arrays[0][0]
    return "simple_rnn", 3 + has_state, result, {}


def _dense(arrays, first):
    if len(arrays) < 2 or arrays[0].ndim != 2 or arrays[1].shape != arrays[0].shape[1:]:
        return None
    return "dense", 2, {"W": arrays[0], "b": arrays[1]}, {}


def _matrix(arrays, first):
    if arrays[0].ndim != 2:
        return None
    return "embedding" if first else "dense", 1, {"W": arrays[0]}, {}
