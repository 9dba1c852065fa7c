"""Parameter dictionaries of Theano's tutorials: DeepLearningTutorials' ``lstm.py``, and dl4mt.

Both save ``{name: array}`` with the names of their layers in front: ``lstm_W``, ``encoder_Ux``.

Sources: ``code/lstm.py`` of DeepLearningTutorials; ``session0/lm.py`` and ``session2/nmt.py`` of
the dl4mt tutorial, whose ``gru_layer`` Nematus has, too.
"""

import os

import numpy as np

from theanornn import callers
from theanornn.cells.systems import layout_of, reordered
from theanornn.errors import ConversionError, DataError
from theanornn.serialization.convert import pickles
from theanornn.serialization.convert.records import LayerRecord

__all__ = ["dl4mt_records", "dlt_records", "is_of_dl4mt", "is_of_dlt"]

_OF_DLT = ("Wemb", "lstm_W", "lstm_U", "lstm_b", "U", "b")
_OF_GRU = ("W", "U", "b", "Wx", "Ux", "bx")
_HISTORY = ("history_errs", "train_err", "valid_err", "test_err", "uidx")


def is_of_dlt(names):
    """Whether the names are those of DeepLearningTutorials' ``lstm.py``."""
    return set(_OF_DLT) <= set(names)


def is_of_dl4mt(names):
    """Whether the names are those of a ``gru_layer`` of dl4mt's."""
    return any(_prefixes(set(names)))


def _prefixes(names):
    """The layers that have all arrays of a ``gru_layer``, and none beside them."""
    for name in sorted(names):
        if name.endswith("_Ux"):
            prefix = name[: -len("_Ux")]
            if all(f"{prefix}_{each}" in names for each in _OF_GRU):
                yield prefix


def dlt_records(found, bias_added=None, use_dropout=None):
    """Embedding, LSTM and Dense of DeepLearningTutorials' ``lstm.py``.

    Between the LSTM and the Dense layer stands the mean over the steps that the mask has:
    ``LSTM(return_sequences=True)``, then ``GlobalAveragePooling1D``; the Dense layer has a softmax.

    Parameters
    ----------
    found : Arrays
    bias_added : {1, 2}, optional
        How often the program adds ``lstm_b``: 2 until May 2015, which is taken where it is not
        said, with a warning; 1 since then.
    use_dropout : bool, optional
        Whether the program was trained with dropout; it halves what the Dense layer sees
        afterwards. Where it is not said, the program's options are looked for in ``<path>.pkl``.

    Returns
    -------
    list of LayerRecord
    """
    _check_shapes(found)
    arrays = found.arrays
    if use_dropout is None:
        use_dropout = _option_of_dlt(found.path, "use_dropout")
    if bias_added not in (None, 1, 2):
        raise ConversionError(f"bias_added is {bias_added!r}, expected 1 or 2")
    if bias_added is None and np.any(arrays["lstm_b"]) or use_dropout is None:
        callers.warn(
            f"{found.path} does not tell which version of lstm.py wrote it. Taken as one that adds "
            "lstm_b twice (bias_added=2; since May 2015 it is bias_added=1), and "
            f"use_dropout={bool(use_dropout)}: pass both to be sure"
        )
    times = 2 if bias_added is None else bias_added
    orders = layout_of("dlt", "lstm").gates, layout_of(None, "lstm").gates
    lstm = {
        our_name: reordered(arrays[name], *orders)
        for our_name, name in (("W", "lstm_W"), ("U", "lstm_U"), ("b", "lstm_b"))
    }
    lstm["b"] = times * lstm["b"]
    options = {"activation": "tanh", "inner_activation": "sigmoid", "return_sequences": True}
    return [
        LayerRecord("Wemb", "embedding", {"W": arrays["Wemb"]}),
        LayerRecord("lstm", "lstm", lstm, {**options, "reverse": False, "pooling": "mean"}),
        LayerRecord(
            "dense",
            "dense",
            {"W": arrays["U"] * (0.5 if use_dropout else 1.0), "b": arrays["b"]},
            {"activation": "softmax"},
        ),
    ]


def _check_shapes(found):
    arrays = found.arrays
    extra = sorted(set(arrays) - set(_OF_DLT) - set(_HISTORY))
    if extra:
        raise ConversionError(
            f"{found.path}: beside the arrays of DeepLearningTutorials' lstm.py it has "
            f"{', '.join(extra)}, which that has not; use the arrays by themselves: "
            "theanornn.serialization.convert.read_arrays"
        )
    units = arrays["lstm_U"].shape[:1]
    expected = {
        "Wemb": (None, None),
        "lstm_W": (*arrays["Wemb"].shape[1:], *(4 * n for n in units)),
        "lstm_U": (*units, *(4 * n for n in units)),
        "lstm_b": tuple(4 * n for n in units),
        "U": (*units, *arrays["b"].shape),
        "b": (None,),
    }
    _require(found, expected)


def _require(found, expected):
    for name, shape in expected.items():
        have = found.arrays[name].shape
        fits = len(have) == len(shape) and all(
            want is None or want == size for want, size in zip(shape, have)
        )
        if not fits:
            raise DataError(f"{found.path}: {name} has shape {have}, expected {shape}")


def _option_of_dlt(path, name):
    """One of the options that the program was run with, if they lie beside its arrays."""
    beside = f"{path}.pkl"
    if not os.path.exists(beside):
        return None
    with open(beside, "rb") as file:
        content = file.read()
    try:
        options = pickles.load_options(content)
    except DataError as error:
        raise DataError(f"{beside}: {error}") from error
    return options.get(name) if isinstance(options, dict) else None


def dl4mt_records(found):
    """The layers of dl4mt's and Nematus' models that theanornn has.

    ``gru_layer`` resets after the product, without a bias there, and its update gate keeps the old
    state, as ours. ``encoder`` and ``encoder_r`` become one bidirectional record ``encoder``. What
    else there is, the decoder with its attention for one, comes as a record of kind "array".

    Parameters
    ----------
    found : Arrays

    Returns
    -------
    list of LayerRecord
    """
    arrays = {name: array for name, array in found.arrays.items() if name not in _HISTORY}
    owners = _owners(arrays)
    layers = {}
    for name, array in arrays.items():
        layers.setdefault(owners[name], {})[name] = array
    rnns = list(_prefixes(set(arrays)))
    result = []
    for owner, own in layers.items():
        if owner in rnns and owner.endswith("_r") and owner[:-2] in rnns:
            continue  # is part of the bidirectional one
        if owner in rnns:
            result.append(_gru_or_both(found, owner, layers, rnns))
        elif owner.startswith("Wemb"):
            result.append(LayerRecord(owner, "embedding", {"W": own[owner]}))
        elif set(own) == {f"{owner}_W", f"{owner}_b"} and own[f"{owner}_W"].ndim == 2:
            parts = {"W": own[f"{owner}_W"], "b": own[f"{owner}_b"]}
            result.append(LayerRecord(owner, "dense", parts))
        else:
            result.append(LayerRecord(owner, "array", own))
    return result


def _owners(arrays):
    """The layer of each array: the longest prefix among those of the whole file."""
    prefixes = {name.rpartition("_")[0] for name in arrays if name[-2:] in ("_W", "Ux")}
    owners = {}
    for name in arrays:
        fitting = [prefix for prefix in prefixes if prefix and name.startswith(f"{prefix}_")]
        owners[name] = max(fitting, key=len, default=name)
    return owners


def _gru_or_both(found, owner, layers, rnns):
    forward = _gru(found, owner, layers[owner], reverse=False)
    if forward.kind == "array" or f"{owner}_r" not in rnns:
        return forward
    backward = _gru(found, f"{owner}_r", layers[f"{owner}_r"], reverse=True)
    return LayerRecord(owner, "bidirectional", {}, {"merge_mode": "concat"}, (forward, backward))


def _gru(found, owner, own, reverse):
    if len(own) != len(_OF_GRU):
        return LayerRecord(owner, "array", own)  # a decoder, or a gru_layer with more to it
    parts = {name: own[f"{owner}_{name}"] for name in _OF_GRU}
    units = parts["Ux"].shape[:1]
    twice = tuple(2 * n for n in units)
    n_in = parts["W"].shape[:1]
    _require(
        found,
        {
            f"{owner}_W": (*n_in, *twice),
            f"{owner}_U": (*units, *twice),
            f"{owner}_b": twice,
            f"{owner}_Wx": (*n_in, *units),
            f"{owner}_Ux": (*units, *units),
            f"{owner}_bx": units,
        },
    )
    orders = layout_of("dl4mt", "gru").gates, layout_of(None, "gru").gates
    arrays = {
        name: reordered(np.concatenate([parts[name], parts[f"{name}x"]], axis=-1), *orders)
        for name in "WUb"
    }
    options = {"activation": "tanh", "inner_activation": "sigmoid", "reset_after": True}
    return LayerRecord(owner, "gru", arrays, {**options, "reverse": reverse})
