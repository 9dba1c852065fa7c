"""What a Keras file holds: :class:`Contents`, and reading it.

Three formats are read: Keras 2.0 to 2.3.1, Keras 1.0 to 1.2.2, and the weights of Keras before 1.0
(``nb_layers``). Nothing is computed here, nothing executed, and no model touched.
"""

import contextlib
import json
import os
from typing import NamedTuple, Optional

import h5py
import numpy as np

from theanornn.errors import DataError
from theanornn.serialization.hdf5 import attributes

_SIGNATURE = b"\x89HDF\r\n\x1a\n"

# Deflate can shrink zeros by this much, nothing more. A header that promises more than the file can
# hold is damaged, and must not make us ask for the memory.
_LARGEST_RATIO = 1100


class StoredLayer(NamedTuple):
    """The arrays of one layer.

    Attributes
    ----------
    name : str
    arrays : dict of str to ndarray
        By Keras' names of them, in order.
    """

    name: str
    arrays: dict


class Contents(NamedTuple):
    """What a file holds.

    Attributes
    ----------
    path : str
        For messages.
    version : str
        Of the Keras that wrote it; "1" where the file does not say, "0" for one before 1.0.
    backend : str or None
        "theano", "tensorflow" …, as far as it is known.
    layers : list of StoredLayer
        All layers in order, those without weights too.
    model, training : dict or None
        Keras' configs.
    optimizer : dict of str to ndarray, or None
        State of the optimizer, in order.
    """

    path: str
    version: str
    backend: Optional[str]
    layers: list
    model: Optional[dict] = None
    training: Optional[dict] = None
    optimizer: Optional[dict] = None

    @property
    def generation(self):
        """1 or 2."""
        return 2 if self.version[:1] not in ("0", "1") else 1


def is_hdf5(path):
    """Whether a file, an open HDF5 group, or a file object holds HDF5."""
    if isinstance(path, h5py.Group):
        return True
    if hasattr(path, "read"):
        start = path.tell()
        found = path.read(len(_SIGNATURE))
        path.seek(start)
        return found == _SIGNATURE
    with open(path, "rb") as file:
        return file.read(len(_SIGNATURE)) == _SIGNATURE


def read(path):
    """Read a file.

    Parameters
    ----------
    path : str, path, binary file object, or h5py.Group

    Returns
    -------
    Contents

    Raises
    ------
    FileNotFoundError
        There is no such file.
    DataError
        It is damaged, or not one of Keras'.
    """
    name = _name_of(path)
    with _damage_named(name), _opened(path) as file:
        weights = _weights_group(file, name)
        size = _size_of(file)
        version, layers = _version_and_layers(file, weights, size)
        state = _within(file, "optimizer_weights") if "optimizer_weights" in file else None
        return Contents(
            name,
            version,
            _backend(file, weights, layers),
            layers,
            _config(file, "model_config"),
            _config(file, "training_config"),
            None if state is None else _arrays(state, size),
        )


def _name_of(path):
    if isinstance(path, h5py.Group):
        return str(path.file.filename)
    if hasattr(path, "read"):
        return str(getattr(path, "name", "the file object"))
    return os.fspath(path)


@contextlib.contextmanager
def _opened(path):
    if isinstance(path, h5py.Group):
        yield path
        return
    with h5py.File(path, "r") as file:
        yield file


@contextlib.contextmanager
def _damage_named(name):
    """Every way in which h5py fails on a damaged file becomes one error that names the file."""
    try:
        yield
    except FileNotFoundError:
        raise
    except DataError as error:
        raise DataError(f"{name}: {error}") from error
    except Exception as error:  # h5py raises nearly all of Python's
        raise DataError(
            f"{name} is damaged, or no HDF5 file of Keras': {type(error).__name__}: {error}"
        ) from error


def _weights_group(file, name):
    for group in (file, _within(file, "model_weights") if "model_weights" in file else None):
        if isinstance(group, h5py.Group):
            if any(each.startswith("layer_names") or each == "nb_layers" for each in group.attrs):
                return group
    found = ", ".join([*file.attrs, *file]) or "nothing"
    raise DataError(
        "an HDF5 file, but without the weights of a Keras model: expected the attribute "
        f"'layer_names', or a group 'model_weights' that has it; found {found}"
    )


def _size_of(file):
    return os.path.getsize(file.file.filename) if os.path.exists(file.file.filename) else None


def _version_and_layers(file, weights, size):
    if "nb_layers" in weights.attrs:
        groups = [_within(weights, f"layer_{k}") for k in range(int(weights.attrs["nb_layers"]))]
        layers = [
            StoredLayer(
                f"layer_{k}",
                {
                    f"param_{p}": _array(_within(group, f"param_{p}"), size)
                    for p in range(int(group.attrs["nb_params"]))
                },
            )
            for k, group in enumerate(groups)
        ]
        return "0", layers
    layers = [
        StoredLayer(name, _arrays(_within(weights, name), size))
        for name in attributes.texts(weights, "layer_names")
    ]
    version = attributes.text(weights, "keras_version") or attributes.text(file, "keras_version")
    return version or "1", layers


def _arrays(group, size):
    return {
        name: _array(_within(group, name), size) for name in attributes.texts(group, "weight_names")
    }


def _within(group, name):
    """What a group has under a name; nothing that lies in another file."""
    found = group[name]
    if found.file.filename != group.file.filename:
        raise DataError(f"{name!r} is a link to another file, {found.file.filename}")
    return found


def _array(dataset, size):
    if not isinstance(dataset, h5py.Dataset):
        raise DataError(f"{dataset.name} is no array")
    if dataset.external or dataset.is_virtual:
        raise DataError(f"the numbers of {dataset.name} lie in another file")
    if dataset.dtype.kind not in "fiub":
        raise DataError(f"{dataset.name} holds {dataset.dtype}, expected numbers")
    if size is not None and dataset.nbytes > _LARGEST_RATIO * size:
        raise DataError(
            f"{dataset.name} is said to have the shape {dataset.shape}, {dataset.nbytes} bytes, "
            f"which a file of {size} bytes cannot hold"
        )
    array = np.empty(dataset.shape, dataset.dtype)
    if array.shape == ():
        array[()] = dataset[()]
    elif array.size:
        dataset.read_direct(array)
    return array


def _backend(file, weights, layers):
    """What the file says; in Keras 1 the names of TensorFlow's variables tell."""
    said = attributes.text(weights, "backend") or attributes.text(file, "backend")
    names = [name for layer in layers for name in layer.arrays]
    if said is None and names and all(name.endswith(":0") for name in names):
        return "tensorflow"
    return said


def _config(file, name):
    found = attributes.text(file, name)
    if found is None:
        return None
    config = json.loads(found)
    if not isinstance(config, dict):
        raise DataError(f"the attribute {name!r} is no JSON object: {found[:60]!r}")
    return config
