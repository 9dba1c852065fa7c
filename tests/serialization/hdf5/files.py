"""Small HDF5 files as the different Kerases write them."""

import h5py
import numpy as np


def encoded(names):
    return np.array([name.encode() for name in names], dtype="S") if names else np.zeros(0)


def fill(group, layers):
    """``{layer: {array: value}}`` as the weights of a Keras model."""
    group.attrs["layer_names"] = encoded(list(layers))
    for layer, arrays in layers.items():
        made = group.create_group(layer)
        made.attrs["weight_names"] = encoded(list(arrays))
        for name, array in arrays.items():
            made[name] = array


def write_weights(path, layers, **attributes):
    with h5py.File(path, "w") as file:
        fill(file, layers)
        for name, value in attributes.items():
            file.attrs[name] = value


def write_before_1(path, layers):
    """The format of Keras before 1.0: lists of arrays, without names."""
    with h5py.File(path, "w") as file:
        file.attrs["nb_layers"] = len(layers)
        for k, arrays in enumerate(layers):
            group = file.create_group(f"layer_{k}")
            group.attrs["nb_params"] = len(arrays)
            for p, array in enumerate(arrays):
                group[f"param_{p}"] = array
