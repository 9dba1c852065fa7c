"""Arrays with names of layers in front, or in Keras' words: `records`.

``lstm_1/W``, ``lstm_1_W`` (as Theano's shared variables are called), ``lstm_1/kernel`` (Keras 2),
``lstm_1_W_i`` (Keras 1, gate by gate). What a layer is of, shapes say; where they do not, the
record is of kind "array", which still loads into a layer that has such arrays.
"""

import re

import numpy as np

from theanornn.cells.systems import layout_of
from theanornn.serialization.convert.records import LayerRecord

__all__ = ["of_layer", "records"]

_KERAS_2 = {"kernel": "W", "recurrent_kernel": "U", "bias": "b", "embeddings": "W"}
_OURS = ("b_recurrent", "peepholes", "W", "U", "b")
_NAMES = re.compile(
    r"^(?P<layer>.*?)[/_.](?P<what>recurrent_kernel|kernel|bias|embeddings|b_recurrent|peepholes"
    r"|[WUb](?:_(?P<gate>[ifcozrh]))?)(?::0)?$"
)


def records(found):
    """A record for each layer, or for each array where names tell no layers.

    Parameters
    ----------
    found : Arrays

    Returns
    -------
    list of LayerRecord
    """
    layers = {}
    for name, array in found.arrays.items():
        match = None if found.is_list else _NAMES.match(name)
        layer, what = (match["layer"], match["what"]) if match else (name, name)
        layers.setdefault(layer, {})[what] = array
    return [of_layer(layer, arrays) for layer, arrays in layers.items()]


def of_layer(name, arrays):
    """The record of one layer.

    Parameters
    ----------
    name : str
    arrays : dict
        By our names of them, or by those of Keras within the layer.

    Examples
    --------
    >>> import numpy as np
    >>> arrays = {"kernel": np.zeros((3, 8)), "recurrent_kernel": np.zeros((2, 8))}
    >>> of_layer("rnn", arrays).kind
    'lstm'
    """
    ours = {_KERAS_2.get(what, what): array for what, array in arrays.items()}
    if any(what[1:2] == "_" and what != "b_recurrent" for what in ours):
        together = _gates_together(ours)
        if together is None:
            return LayerRecord(name, "array", dict(arrays))
        ours = together
    kind, options = _kind(ours), {}
    if kind == "gru" and "b" in ours and ours["b"].ndim == 2:
        b, b_recurrent = ours["b"]
        ours = {**ours, "b": b, "b_recurrent": b_recurrent}
    if kind == "gru" and "b_recurrent" in ours:
        options["reset_after"] = True
    return LayerRecord(name, kind, ours if kind != "array" else dict(arrays), options)


def _gates_together(arrays):
    """Keras 1's arrays of each gate as one for each of W, U and b, or None."""
    found = {}
    for what, array in arrays.items():
        array_name, _, gate = what.partition("_")
        found.setdefault(array_name, {})[gate] = array
    for order in (layout_of(None, kind).gates for kind in ("lstm", "gru")):
        if set(found) <= set("WUb") and all(set(gates) == set(order) for gates in found.values()):
            if len({array.shape[-1:] for gates in found.values() for array in gates.values()}) == 1:
                return {
                    what: np.concatenate([gates[gate] for gate in order], axis=-1)
                    for what, gates in found.items()
                }
    return None


def _kind(arrays):
    W, U, b = (arrays.get(name) for name in "WUb")
    known = set(arrays) <= set(_OURS)
    if not known or W is None or W.ndim != 2:
        return "array"
    if U is None:
        if b is None:
            return "embedding"
        return "dense" if b.shape == W.shape[1:] and set(arrays) == {"W", "b"} else "array"
    if U.ndim != 2 or not len(U) or U.shape[1] != W.shape[1]:
        return "array"
    return {1: "simple_rnn", 3: "gru", 4: "lstm"}.get(U.shape[1] / len(U), "array")
