"""Which record is for which layer of a model, and whether both mean the same: `matched`."""

import numpy as np

from theanornn.errors import ConversionError, ShapeError
from theanornn.serialization.convert.records import (
    LayerRecord,
    kind_of,
    options_of,
    weighted_layers,
)

__all__ = ["matched"]

_RECURRENT = ("simple_rnn", "lstm", "gru")
#: What a layer computes with its arrays; the rest is wiring, which is the model's affair.
_COUNTS = ("activation", "inner_activation", "reset_after", "reverse", "merge_mode")

_HINTS = {
    "activation": "make the layer with activation={0!r}",
    "inner_activation": "make the layer with recurrent_activation={0!r}",
    "reset_after": "make the layer with reset_after={0!r}: a GRU that resets before the product "
    "and one that resets after it are different functions, whatever their weights",
    "reverse": "make the layer with go_backwards={0!r}",
    "merge_mode": "make Bidirectional with merge_mode={0!r}",
}


def matched(model, records, path, by_name=False):
    """Pairs of layers and records; nothing is changed.

    A `Bidirectional` layer takes two records one behind the other where they come so.

    Parameters
    ----------
    model : Sequential or Model
        Built.
    records : list of LayerRecord
    path : str
        For messages.
    by_name : bool
        Pair those of the same names only.

    Returns
    -------
    list of (Layer, LayerRecord)

    Raises
    ------
    ShapeError
        There are more or fewer records than layers.
    ConversionError
        A record and its layer are of different kinds.
    """
    layers = weighted_layers(model)
    by_own_name = {record.name: record for record in records}
    if by_name:
        pairs = [(layer, by_own_name[layer.name]) for layer in layers if layer.name in by_own_name]
        if not pairs:
            raise ShapeError(
                f"{path}: no layer of the model has the name of one there: "
                f"{_listed(by_own_name)}; the model has {_listed(each.name for each in layers)}"
            )
    elif set(by_own_name) == {layer.name for layer in layers}:
        pairs = [(layer, by_own_name[layer.name]) for layer in layers]
    else:
        pairs = _by_order(layers, list(records), path)
    pairs = [(layer, _turned(layer, record)) for layer, record in pairs]
    for layer, record in pairs:
        _check(layer, record, path)
    return pairs


def _by_order(layers, records, path):
    rest, pairs = list(records), []
    for layer in layers:
        if not rest:
            break
        first = rest.pop(0)
        if kind_of(layer) == "bidirectional" and first.kind in _RECURRENT and rest:
            second = rest.pop(0)
            first = LayerRecord(first.name, "bidirectional", {}, {}, (first, second))
        pairs.append((layer, first))
    if rest or len(pairs) < len(layers):
        raise ShapeError(
            f"{path} has weights of {len(records)} layers "
            f"({_listed(f'{record.name}: {record.kind}' for record in records)}), the model has "
            f"{len(layers)} ({_listed(f'{each.name}: {kind_of(each)}' for each in layers)})"
        )
    return pairs


def _turned(layer, record):
    """A single matrix as the layer means it: some files do not say what it is of."""
    kind, single = kind_of(layer), set(record.arrays) == {"W"}
    if not single or kind == record.kind or {kind, record.kind} != {"dense", "embedding"}:
        return record
    W = record.arrays["W"]
    if record.options.get("transposed"):
        W = np.ascontiguousarray(W.T)
    return LayerRecord(record.name, kind, {"W": W})


def _check(layer, record, path):
    kind = kind_of(layer)
    where = f"{path}: {record.name}, for the layer {layer.name}"
    if record.kind == "array" or kind == "array":
        if record.kind == kind or set(record.arrays) == set(layer.named_weights()):
            return
        raise ConversionError(
            f"{where}: it has the arrays {_listed(record.arrays)}, the layer "
            f"({type(layer).__name__}) has {_listed(layer.named_weights())}; use the arrays by "
            "themselves: theanornn.serialization.convert.read_arrays, and layer.set_weights"
        )
    if record.kind != kind:
        raise ConversionError(
            f"{where}: there it is of kind {record.kind}, the layer of kind {kind}. Give the model "
            "the layers of the file, in its order, or the names of the file's layers, and "
            "by_name=True"
        )
    own = options_of(layer)
    for option in _COUNTS:
        wanted = record.options.get(option)
        if wanted is None or option not in own:
            continue
        allowed = wanted if isinstance(wanted, tuple) else (wanted,)
        if own[option] not in allowed:
            raise ConversionError(
                f"{where}: its arrays are for {option}={_either(allowed)}, the layer has "
                f"{own[option]!r}; {_HINTS[option].format(allowed[0])}"
            )
    if kind == "bidirectional":
        for direction, part in zip((layer.forward_layer, layer.backward_layer), record.parts):
            _check(direction, part, path)


def _either(allowed):
    return " or ".join(repr(each) for each in allowed)


def _listed(names):
    return ", ".join(names) or "none"
