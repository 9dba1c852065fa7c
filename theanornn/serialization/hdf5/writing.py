"""Writing a Keras file: :func:`write`, and :func:`contents_of` a model."""

import itertools
import json

import h5py
import numpy as np

from theanornn.layers.layouts import Layout, values
from theanornn.serialization.atomic import write_atomically
from theanornn.serialization.hdf5 import attributes, keras1, keras2, optimizer_state
from theanornn.serialization.hdf5.contents import Contents, StoredLayer

#: The Keras whose format the files of a generation have.
VERSIONS = {1: "1.2.2", 2: "2.3.1"}

_WORDS = {1: keras1, 2: keras2}
_numbers = itertools.count()


def contents_of(model, architecture=True, training=True):
    """What the file of a model holds, in the format of the model's generation.

    Parameters
    ----------
    model : Network
        Built.
    architecture : bool
        False for a file of weights alone.
    training : bool
        Whether loss, metrics, optimizer and its state belong to it, too.

    Returns
    -------
    Contents

    Raises
    ------
    TheanornnError
        The model has something that Keras of its generation has not.
    """
    layout = Layout(model.generation)
    stored = []
    for layer in model.parts:
        arrays = layer.stored_weights(layout)
        named = dict(zip(_unique(array.name for array in arrays), values(arrays)))
        stored.append(StoredLayer(layer.name, named))
    contents = Contents("", VERSIONS[model.generation], "theano", stored)
    if architecture:
        contents = contents._replace(model=model_config(model))
    if training and model.objective is not None:
        optimizer = model.optimizer
        trained = model.trained_weights
        optimizer.build(trained)
        state = optimizer_state.arrays_of(optimizer, model.parts, trained, layout)
        contents = contents._replace(training=_training_config(model), optimizer=state)
    return contents


def model_config(model):
    """``{"class_name": ..., "config": ...}`` in the words of the model's generation."""
    return _WORDS[model.generation].model_config(type(model).__name__, model.get_config())


def _training_config(model):
    chosen = model.objective.get_config()
    optimizer = chosen.pop("optimizer")
    class_name = optimizer["class_name"]
    arguments = _WORDS[model.generation].optimizer_config(class_name, optimizer["config"])
    config = {
        "optimizer_config": {"class_name": class_name, "config": arguments},
        "loss_weights": None,
        **chosen,
    }
    if model.generation == 1:
        config.pop("weighted_metrics", None)
    return config


def _unique(names):
    """Names that differ, as Keras 2 makes them: the second ``kernel`` is ``kernel_1``."""
    seen = set()
    for name in names:
        unique, number = name, 0
        while unique in seen:
            number += 1
            unique = f"{name}_{number}"
        seen.add(unique)
        yield unique


def write(path, contents):
    """Write a file; it appears whole or not at all.

    Parameters
    ----------
    path : str, path, h5py.Group, or binary file object
    contents : Contents
    """
    if isinstance(path, h5py.Group):
        _fill(path, contents)
        return
    # A file that HDF5 itself cannot write, because the disk is full, stays open for ever.
    name = f"in memory {next(_numbers)}"  # another thread may write, too: HDF5 wants other names
    with h5py.File(name, "w", driver="core", backing_store=False) as file:
        _fill(file, contents)
        file.flush()
        image = file.id.get_file_image()
    if hasattr(path, "write"):
        path.write(image)
    else:
        write_atomically(path, image)


def _fill(file, contents):
    if contents.model is None:
        weights = file
    else:
        attributes.set_text(file, "keras_version", contents.version)
        if contents.generation == 2:
            attributes.set_text(file, "backend", contents.backend)
        attributes.set_text(file, "model_config", _json(contents.model))
        weights = file.create_group("model_weights")
    _fill_weights(weights, contents)
    if contents.training is not None:
        attributes.set_text(file, "training_config", _json(contents.training))
    if contents.optimizer:
        _fill_group(file.create_group("optimizer_weights"), contents.optimizer, contents)


def _fill_weights(group, contents):
    chunked = contents.generation == 2
    names = [layer.name for layer in contents.layers]
    attributes.set_texts(group, "layer_names", names, chunked)
    if contents.generation == 2:
        attributes.set_text(group, "backend", contents.backend)
        attributes.set_text(group, "keras_version", contents.version)
    for layer in contents.layers:
        _fill_group(group.create_group(layer.name), layer.arrays, contents)


def _fill_group(group, arrays, contents):
    attributes.set_texts(group, "weight_names", list(arrays), contents.generation == 2)
    for name, array in arrays.items():
        group.create_dataset(name, data=array)


def _json(config):
    return json.dumps(config, default=plain)


def plain(value):
    """NumPy's numbers and arrays as Python's, functions and classes as their names."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if callable(value) and hasattr(value, "__name__"):
        return value.__name__
    raise TypeError(f"{value!r} cannot be written as JSON")
