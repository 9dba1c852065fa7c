"""Models in Keras' HDF5 files: :func:`load`, :func:`load_weights`, :func:`save`."""

import os

import h5py

from theanornn import generations
from theanornn.errors import DataError
from theanornn.layers.layouts import Layout
from theanornn.models.in_file import in_file
from theanornn.serialization import hdf5
from theanornn.serialization.finite import warn_of_not_finite
from theanornn.serialization.hdf5 import optimizer_state, versions

#: Endings of names that ask for a file of Keras.
SUFFIXES = (".h5", ".hdf5", ".hdf")


def is_wanted(filepath):
    """Whether what is saved under this name, or into this object, is to be a file of Keras."""
    if isinstance(filepath, h5py.Group) or hasattr(filepath, "write"):
        return True
    return os.fspath(filepath).lower().endswith(SUFFIXES)


def save(model, filepath, architecture=True, training=True):
    """Save a model in the format of its generation; see `Saved.save`."""
    hdf5.write(filepath, hdf5.contents_of(model, architecture, training))


def load_weights(model, filepath, by_name=False, skip_mismatch=False, reshape=False):
    """Load weights; see `Saved.load_weights`."""
    contents = hdf5.read(filepath)
    _set(hdf5.matched(model.parts, contents, by_name, skip_mismatch, reshape), contents.path)


def _set(values, path):
    named = {variable.name: value for variable, value in values.items()}
    warn_of_not_finite(named, path)
    for variable, value in values.items():
        variable.set_value(value, borrow=True)


def load(filepath, compile, make):
    """A model from a file.

    Parameters
    ----------
    filepath : str, path, h5py.Group, or binary file object
    compile : bool
    make : callable
        From ``{"class_name": ..., "config": ...}`` to a model.
    """
    contents = hdf5.read(filepath)
    if contents.model is None:
        raise DataError(
            f"{contents.path} holds weights without an architecture; build the model and call "
            "load_weights"
        )
    with in_file(contents.path, "the attribute 'model_config'"):
        with generations.speaking(contents.generation):
            model = make(versions.completed(contents.model, contents.version))
        of_version(model, contents.version)
    _set(hdf5.matched(model.parts, contents), contents.path)
    if compile and contents.training is not None:
        with in_file(contents.path, "the attribute 'training_config'"):
            model.compile(**_arguments_of_compile(contents))
        if contents.optimizer:
            _restore(model, contents)
    return model


def _restore(model, contents):
    optimizer, trained = model.optimizer, model.trained_weights
    optimizer.build(trained)
    state = optimizer_state.restore(
        optimizer,
        list(contents.optimizer.values()),
        model.parts,
        trained,
        Layout(contents.generation),
        contents.path,
    )
    for variable, value in state.items():
        variable.set_value(value, borrow=True)


def of_version(model, version):
    """Let a model, and all layers in it, be those of a version of Keras."""
    generation = 2 if versions.number(version) >= (2,) else 1
    model.generation = generation
    if generation == 2 and versions.number(version) < (2, 3):
        model.loss_rule = 1
    for layer in _all_layers(model):
        layer.generation = generation


def _all_layers(layer):
    for name in ("layer", "forward_layer", "backward_layer"):
        inner = getattr(layer, name, None)
        if inner is not None:
            yield inner
            yield from _all_layers(inner)
    for inner in getattr(layer, "parts", ()):
        yield inner
        yield from _all_layers(inner)


def _arguments_of_compile(contents):
    """What `Trainable.compile` is to be given, from Keras' ``training_config``."""
    training = dict(contents.training)
    optimizer = training.pop("optimizer_config")
    optimizer = versions.completed_optimizer(optimizer, contents.version)
    training["loss"] = versions.named_loss(training["loss"])
    training = {name: value for name, value in training.items() if value is not None}
    return {**training, "optimizer": optimizer}
