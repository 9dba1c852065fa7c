"""The kinds of files that hold whole models: theanornn's own, Keras', and predictors for NumPy."""

from theanornn import generations
from theanornn.layers import Embedding
from theanornn.serialization import hdf5

__all__ = ["write_keras", "write_native", "write_predictor"]


def write_native(model, path):
    """Write theanornn's own file, with what training needs to go on."""
    model.save(path)
    return _by_layer(model, lambda layer: list(layer.named_weights()))


def write_keras(model, path):
    """Write a file of Keras 2, also of a model that has Keras 1's words.

    Raises
    ------
    TheanornnError
        The model has something that Keras 2 has not.
    """
    if model.generation == 1:
        with generations.speaking(2):
            model = _second_generation(model)
    hdf5.write(path, hdf5.contents_of(model))
    return _by_layer(model, lambda layer: [array.name for array in layer.stored_weights()])


def _second_generation(model):
    """A copy of a model in the words of Keras 2."""
    from theanornn.models import clone_model, keras_files

    copy = clone_model(model)
    copy.set_weights(model.get_weights())
    keras_files.of_version(copy, hdf5.VERSIONS[2])
    for layer in copy.parts:
        # Keras 1 names the dtype of the ids; to Keras 2 it would be that of the vectors.
        if isinstance(layer, Embedding):
            layer._input_dtype = None
    return copy


def write_predictor(model, path):
    """Write ``model.to_numpy()``."""
    model.to_numpy().save(path)
    return _by_layer(model, lambda layer: list(layer.named_weights()))


def _by_layer(model, names):
    return [(layer.name, ", ".join(names(layer)) or "no arrays") for layer in model.parts]
