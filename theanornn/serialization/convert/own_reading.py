"""Records of theanornn's own files, and of Keras'."""

from theanornn.serialization import hdf5, native
from theanornn.serialization.convert.plain_reading import of_layer
from theanornn.serialization.convert.records import records_of

__all__ = ["keras_records", "native_records"]


def native_records(path):
    """The layers of a file of theanornn's, with their options where it holds a model."""
    contents = native.read(path)
    if contents.model is None:
        return [of_layer(name, arrays) for name, arrays in contents.layers]
    return _of_model(path)


def keras_records(path):
    """The layers of a file of Keras 0.3 to 2.3, with their options where it holds a model."""
    contents = hdf5.read(path)
    if contents.model is None:
        return [_of_keras(layer) for layer in contents.layers if layer.arrays]
    return _of_model(path)


def _of_model(path):
    from theanornn.models import load_model  # models stand below serialization

    return records_of(load_model(path, compile=False))


def _of_keras(layer):
    """A layer of weights alone; Keras' names of arrays have those of layers in front."""
    arrays = {}
    for name, array in layer.arrays.items():
        what = name.rpartition("/")[2]
        if what.startswith(f"{layer.name}_"):
            what = what[len(layer.name) + 1 :]
        what = what[:-2] if what.endswith(":0") else what
        if what in arrays:  # of both directions
            return of_layer(layer.name, dict(layer.arrays))
        arrays[what] = array
    return of_layer(layer.name, arrays)
