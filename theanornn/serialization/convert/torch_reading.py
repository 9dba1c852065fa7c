"""PyTorch's modules, from the arrays of a ``state_dict``: RNN, LSTM, GRU, Linear, Embedding.

Gates are called i, f, g, o and r, z, n there; matrices are ``(out, in)``. PyTorch's GRU resets
after the product and has a bias there, as ours with ``reset_after=True``.
"""

import re

import numpy as np

from theanornn.cells.systems import layout_of, reordered
from theanornn.errors import ConversionError
from theanornn.serialization.convert.ordering import in_order
from theanornn.serialization.convert.records import LayerRecord

__all__ = ["is_of_torch", "records"]

_RECURRENT = re.compile(
    r"^(?P<module>.*?)\.?(?P<what>weight_ih|weight_hh|bias_ih|bias_hh|weight_hr)"
    r"(_l(?P<layer>\d+)(?P<reverse>_reverse)?)?$"
)
_GROUPS = ("state_dict", "model_state_dict", "model", "net", "network", "params", "weights")
_KINDS = {1: "simple_rnn", 3: "gru", 4: "lstm"}
_OPTIONS = {
    "simple_rnn": {"activation": ("tanh", "relu")},
    "lstm": {"activation": "tanh", "inner_activation": "sigmoid"},
    "gru": {"activation": "tanh", "inner_activation": "sigmoid", "reset_after": True},
}


def is_of_torch(names):
    """Whether arrays are called as PyTorch calls them."""
    names = list(names)
    return any(_RECURRENT.match(name) for name in names) or (
        bool(names) and all(re.search(r"(^|\.)(weight|bias)$", name) for name in names)
    )


def records(found):
    """The modules that have arrays, in the order of the file.

    Only PyTorch's own files keep the order. Else it is that of the file if the sizes follow one
    another so; or that of the numbers in the names, or the one in which they do; or what the
    metadata of safetensors says (``theanornn_layers``, a JSON list of names).

    Parameters
    ----------
    found : Arrays

    Returns
    -------
    list of LayerRecord
        Modules of several layers, or with both directions, as so many records; those of modules
        that theanornn has not are of kind "array".

    Raises
    ------
    ConversionError
        A module is one that theanornn has not: an LSTM with projections.
    """
    modules = list(_modules(_of_the_model(found.arrays), found.path))
    if found.container == "torch":
        return modules
    return in_order(modules, found.metadata.get("theanornn_layers"))


def _of_the_model(arrays):
    """The arrays of the model, where a checkpoint holds those of an optimizer, too."""
    for group in _GROUPS:
        inside = {
            name[len(group) + 1 :]: array
            for name, array in arrays.items()
            if name.startswith(f"{group}/")
        }
        if inside:
            return inside
    return arrays


def _modules(arrays, path):
    modules = {}
    for name, array in arrays.items():
        match = _RECURRENT.match(name)
        if match:
            key = (match["module"], int(match["layer"] or 0))
            entry = (bool(match["reverse"]), match["what"])
        else:
            module, _, what = name.rpartition(".")
            key, entry = (module, None), what
        modules.setdefault(key, {})[entry] = array
    layers = {}
    for module, layer in modules:
        layers.setdefault(module, set()).add(layer)
    for (module, layer), entries in modules.items():
        name = module or "model"
        if layer is None:
            yield _plain(name, entries)
        else:
            name = name if len(layers[module]) == 1 else f"{name}_l{layer}"
            yield _recurrent(name, entries, path)


def _recurrent(name, entries, path):
    directions = [
        _direction(
            name,
            {what: entries[reverse, what] for back, what in entries if back is reverse},
            reverse,
            path,
        )
        for reverse in (False, True)
        if any(back is reverse for back, _ in entries)
    ]
    if len(directions) == 1:
        return directions[0]
    return LayerRecord(name, "bidirectional", {}, {"merge_mode": "concat"}, tuple(directions))


def _direction(name, arrays, reverse, path):
    if "weight_hr" in arrays:
        raise ConversionError(
            f"{path}: {name} is an LSTM with projections (proj_size=), which theanornn's LSTM has "
            "not. Train it without proj_size, or put a Dense layer behind it"
        )
    missing = [what for what in ("weight_ih", "weight_hh") if what not in arrays]
    if missing:
        raise ConversionError(f"{path}: {name} has {', '.join(arrays)}, but no {missing[0]}")
    W, U = arrays["weight_ih"].T, arrays["weight_hh"].T
    n_gates = W.shape[-1] / U.shape[0] if U.ndim == 2 and len(U) else 0
    if n_gates not in _KINDS or U.shape[-1] != W.shape[-1] or W.ndim != 2:
        raise ConversionError(
            f"{path}: {name} has weight_ih {arrays['weight_ih'].shape} and weight_hh "
            f"{arrays['weight_hh'].shape}, which are of no RNN, GRU or LSTM"
        )
    kind = _KINDS[n_gates]
    for what in ("bias_ih", "bias_hh"):
        if what in arrays and arrays[what].shape != W.shape[-1:]:
            raise ConversionError(
                f"{path}: {name} has a {what} of shape {arrays[what].shape}, expected "
                f"{W.shape[-1:]}"
            )
    result = {"W": W, "U": U, **_biases(kind, arrays.get("bias_ih"), arrays.get("bias_hh"))}
    return LayerRecord(
        name, kind, _in_our_order(kind, result), {**_OPTIONS[kind], "reverse": reverse}
    )


def _biases(kind, of_input, recurrent):
    if of_input is None and recurrent is None:
        return {}
    of_input = np.zeros_like(recurrent) if of_input is None else of_input
    recurrent = np.zeros_like(of_input) if recurrent is None else recurrent
    if kind == "gru":
        return {"b": of_input, "b_recurrent": recurrent}
    return {"b": of_input + recurrent}


def _in_our_order(kind, arrays):
    orders = layout_of("torch", kind).gates, layout_of(None, kind).gates
    return {name: reordered(array, *orders) for name, array in arrays.items()}


def _plain(name, entries):
    """A Linear or an Embedding; an Embedding has no bias, and most often a telling name."""
    weight, bias = entries.get("weight"), entries.get("bias")
    known = set(entries) <= {"weight", "bias"} and weight is not None and weight.ndim == 2
    if not known:
        return LayerRecord(name, "array", dict(entries))
    if bias is not None:
        return LayerRecord(name, "dense", {"W": np.ascontiguousarray(weight.T), "b": bias})
    if re.search("emb|lookup|wte", name, re.IGNORECASE):
        return LayerRecord(name, "embedding", {"W": weight})
    return LayerRecord(name, "dense", {"W": np.ascontiguousarray(weight.T)}, {"transposed": True})
