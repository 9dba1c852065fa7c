"""theanornn's own file: a safetensors file of all arrays, with the model's config beside them.

Any safetensors reader can open it. The metadata holds ``format`` ("theanornn"),
``format_version`` and ``description``, a JSON object:

``model``
    ``{"class_name": ..., "config": ...}``; null in a file of weights alone.
``training``
    What ``compile`` was given; null where there is none.
``layers``
    ``[[layer name, [parameter names]], ...]`` in order, for layers that have parameters; the arrays
    are called ``<layer>/<parameter>``.
``optimizer``
    Names of the arrays of the optimizer's state, in order; ``optimizer/<number>``.
``random``
    Where training's random numbers are: ``shuffler``, a state of NumPy's PCG64, and ``streams``,
    the names of the arrays of the states of Theano's streams; absent in files of weights alone.

Nothing in a file is ever executed. Public names: :class:`Contents`, :func:`write`, :func:`read`,
:func:`layer_arrays`, :func:`match_layers`, :func:`assign`, :data:`FORMAT_VERSION`.
"""

import json
import os
from typing import NamedTuple, Optional

import numpy as np
import safetensors
import safetensors.numpy

from theanornn import __version__, callers
from theanornn.errors import DataError, ShapeError
from theanornn.serialization.atomic import write_atomically
from theanornn.serialization.endings import contradiction
from theanornn.serialization.finite import warn_of_not_finite

#: The newest version that this theanornn writes and reads.
FORMAT_VERSION = 1

_FORMAT = "theanornn"
_HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


class Contents(NamedTuple):
    """What a file holds.

    Attributes
    ----------
    layers : list of (str, dict)
        Name of each layer with parameters, and its arrays by parameter name, in order.
    optimizer : list of ndarray
        State of the optimizer; empty where there is none.
    model, training : dict or None
        Configs.
    random : dict or None
        ``shuffler`` and ``streams``, a list of arrays.
    """

    layers: list
    optimizer: list
    model: Optional[dict] = None
    training: Optional[dict] = None
    random: Optional[dict] = None


def layer_arrays(layers):
    """``[(name, {parameter: array})]`` of the layers that have parameters."""
    return [(layer.name, _arrays_of(layer)) for layer in layers if layer.named_weights()]


def _arrays_of(layer):
    return {name: weight.get_value() for name, weight in layer.named_weights().items()}


def write(path, contents):
    """Write a file, atomically.

    Parameters
    ----------
    path : str or path
    contents : Contents
    """
    path = os.fspath(path)
    if path.endswith((".h5", ".hdf5")):
        callers.warn(
            f"{path} is written in theanornn's own format (safetensors), which the name hides; "
            "theanornn reads it back, other programs may not"
        )
    arrays = {
        f"{layer}/{name}": np.ascontiguousarray(array)
        for layer, named in contents.layers
        for name, array in named.items()
    }
    state = {f"optimizer/{n}": np.asarray(array) for n, array in enumerate(contents.optimizer)}
    drawn = (contents.random or {}).get("streams", [])
    streams = {f"random/{n}": np.asarray(array) for n, array in enumerate(drawn)}
    description = {
        "model": contents.model,
        "training": contents.training,
        "layers": [[layer, list(named)] for layer, named in contents.layers],
        "optimizer": list(state),
        "random": contents.random and {**contents.random, "streams": list(streams)},
        "theanornn": __version__,
    }
    metadata = {
        "format": _FORMAT,
        "format_version": str(FORMAT_VERSION),
        "description": json.dumps(description),
    }
    write_atomically(path, safetensors.numpy.save({**arrays, **state, **streams}, metadata))


def read(path):
    """Read a file.

    Returns
    -------
    Contents

    Raises
    ------
    FileNotFoundError
        There is no such file.
    DataError
        It is damaged, of another kind, or of a newer version.
    """
    path = os.fspath(path)
    with open(path, "rb") as file:
        if file.read(len(_HDF5_SIGNATURE)) == _HDF5_SIGNATURE:
            raise DataError(
                f"{path} is an HDF5 file, as Keras writes them; this version of theanornn reads "
                "its own format only"
            )
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            _check_version(path, metadata)
            description = json.loads(metadata["description"])
            layers = [
                (layer, {name: file.get_tensor(f"{layer}/{name}") for name in names})
                for layer, names in description["layers"]
            ]
            optimizer = [file.get_tensor(name) for name in description["optimizer"]]
            random = description.get("random")
            if random is not None:
                streams = [file.get_tensor(name) for name in random["streams"]]
                random = {**random, "streams": streams}
            model, training = description["model"], description["training"]
            for config in (model, training):
                if not isinstance(config, (dict, type(None))):
                    raise TypeError(f"a config is {type(config).__name__}, expected an object")
            return Contents(layers, optimizer, model, training, random)
    except DataError:
        raise
    except (
        safetensors.SafetensorError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise DataError(
            f"{path} is damaged or no file of theanornn's: {error}{contradiction(path)}"
        ) from error


def _check_version(path, metadata):
    if metadata.get("format") != _FORMAT:
        raise DataError(
            f"{path} is a safetensors file, but not one that theanornn wrote: its metadata has "
            f"format={metadata.get('format')!r}. The weights of other systems' files are read by "
            "model.load_weights, and by theanornn.serialization.convert"
        )
    version = int(metadata["format_version"])
    if version > FORMAT_VERSION:
        raise DataError(
            f"{path} has format version {version}, written by a newer theanornn; this one "
            f"({__version__}) reads up to {FORMAT_VERSION}. Upgrade: pip install -U theanornn"
        )


def match_layers(layers, contents, path, by_name=False):
    """Which arrays go into which layers; everything is checked, nothing is set.

    Parameters
    ----------
    layers : list of Layer
        Of the model, built.
    contents : Contents
    path : str
        For messages.
    by_name : bool
        Match layers by name, and leave those that either side lacks; else by order, all of them.

    Returns
    -------
    list of (Layer, list of ndarray)

    Raises
    ------
    ShapeError
        The file is of another architecture; layer, parameter and both shapes are named.
    """
    own = [layer for layer in layers if layer.named_weights()]
    if by_name:
        stored = dict(contents.layers)
        pairs = [(layer, layer.name, stored[layer.name]) for layer in own if layer.name in stored]
    else:
        if len(own) != len(contents.layers):
            raise ShapeError(
                f"{path} has weights of {len(contents.layers)} layers "
                f"({_listed(name for name, _ in contents.layers)}), the model has {len(own)} "
                f"({_listed(layer.name for layer in own)})"
            )
        pairs = [(layer, *entry) for layer, entry in zip(own, contents.layers)]
    return [(layer, _matched_arrays(layer, name, arrays, path)) for layer, name, arrays in pairs]


def assign(matched, path="the file"):
    """Set the weights of layers to what `match_layers` found; warn of what is no number."""
    for layer, arrays in matched:
        named = {f"{layer.name}/{name}": each for name, each in zip(layer.named_weights(), arrays)}
        warn_of_not_finite(named, path)
    for layer, arrays in matched:
        for weight, array in zip(layer.named_weights().values(), arrays):
            weight.set_value(array.astype(weight.dtype))


def _matched_arrays(layer, stored_name, arrays, path):
    expected = _arrays_of(layer)
    if len(expected) != len(arrays):
        raise ShapeError(
            f"{path}: {stored_name} has the parameters {_listed(arrays)}, but {layer.name} of the "
            f"model has {_listed(expected)}"
        )
    for (name, value), (stored, array) in zip(expected.items(), arrays.items()):
        if np.shape(value) != array.shape:
            raise ShapeError(
                f"{path}: {stored_name}/{stored} has shape {array.shape}, but {layer.name}/{name} "
                f"of the model has {np.shape(value)}"
            )
    return list(arrays.values())


def _listed(names):
    return ", ".join(names) or "none"
