"""Keras' arrays in HDF5 files, and the question before a file is replaced."""

import numpy as np

from theanornn.datasets.hdf5_matrix import HDF5Matrix

__all__ = ["HDF5Matrix", "ask_to_proceed_with_overwrite", "load_array", "save_array"]


def save_array(array, name):
    """Write an array to an HDF5 file, as its only data set, ``data``."""
    import h5py

    with h5py.File(name, "w") as file:
        file["data"] = np.asarray(array)


def load_array(name):
    """The array that :func:`save_array` wrote, here or in Keras 1."""
    import h5py

    with h5py.File(name, "r") as file:
        return file["data"][()]


def ask_to_proceed_with_overwrite(filepath):
    """Ask at the terminal whether a file may be replaced; True for yes."""
    answer = input(f"{filepath} exists; replace it? [y/n] ")
    while answer.strip().lower() not in ("y", "n"):
        answer = input("Enter y (replace it) or n (leave it): ")
    return answer.strip().lower() == "y"
