"""What a training was begun with, so that another one is not taken for it: :func:`describe`."""

import re

import theano

from theanornn.checkpointing.arguments import fingerprint, flat
from theanornn.checkpointing.attributes import arguments_of

__all__ = ["changeable", "describe"]

# Numbers of a config that are drawn anew in each process, or that say nothing of the equations.
_NOT_COMPARED = frozenset(("seed", "name"))
# Of layers within layers: their names are counted through all models of a program.
_NUMBER = re.compile(r"_\d+(?=_|$)")


def describe(model, callbacks, arguments, arrays):
    """All that has to be the same for a training to go on.

    Parameters
    ----------
    model : Trainable
        Compiled.
    callbacks : list of Callback
        Those of the caller.
    arguments : dict
        Of `fit`.
    arrays : dict
        From name to list of arrays.

    Returns
    -------
    dict
        From path to number or text.
    """
    described = {
        "model": _model(model),
        "fit": {"floatX": theano.config.floatX, **arguments},
        "data": {name: _data(model, found) for name, found in arrays.items()},
    }
    return {**flat(described), **changeable(model, callbacks)}


def changeable(model, callbacks):
    """What may change while training is under way: optimizer and callbacks, as `flat` makes it."""
    optimizer = {"class": type(model.optimizer).__name__, **_config(model.optimizer)}
    listed = [{"class": type(each).__name__, **arguments_of(each)} for each in callbacks]
    return flat({"optimizer": optimizer, "callbacks": listed})


def _data(model, arrays):
    """Fingerprints of inputs, targets and weights, as the functions take them."""
    ends = [len(model.gates), len(model.gates) + len(model.objective.endings)]
    parts = arrays[: ends[0]], arrays[ends[0] : ends[1]], arrays[ends[1] :]
    found = {}
    for name, part in zip(("x", "y", "weights"), parts):
        prints = [fingerprint(each) for each in part]
        found[name] = prints[0] if len(prints) == 1 else prints
    return found


def _model(model):
    names = {layer.name: f"layer {number}" for number, layer in enumerate(model.layers)}
    weights = [
        f"{type(layer).__name__}/{_NUMBER.sub('', name)} {weight.dtype} "
        f"{weight.get_value(borrow=True).shape}"
        for layer in model.parts
        for name, weight in layer.named_weights().items()
    ]
    objective = dict(_config(model.objective))
    objective.pop("optimizer", None)
    return {
        "weights": weights,
        "trained": len(model.trained_weights),
        "config": _anonymous(_config(model), names),
        "compiled": _anonymous(objective, names),
    }


def _config(configurable):
    """Its config, or nothing where it has what no config can say."""
    try:
        config = configurable.get_config()
    except Exception:
        return {}
    return config if isinstance(config, dict) else {"layers": config}


def _anonymous(config, names):
    """A config with numbers for names of layers, which each model of a program has anew."""
    if isinstance(config, dict):
        return {
            names.get(key, key): _anonymous(value, names)
            for key, value in config.items()
            if key not in _NOT_COMPARED
        }
    if isinstance(config, (list, tuple)):
        return [_anonymous(each, names) for each in config]
    if isinstance(config, str):
        return names.get(config, _NUMBER.sub("", config))
    if isinstance(config, (bool, int, float, type(None))):
        return config
    return getattr(config, "__name__", type(config).__name__)
