"""Pictures of digits, from files of either Keras."""

import gzip
import pickle

import numpy as np
import pytest

from theanornn.datasets import cache, mnist
from theanornn.errors import DataError

X = np.arange(3 * 28 * 28).reshape(3, 28, 28).astype("uint8")
Y = np.array([4, 0, 9], dtype="uint8")


@pytest.fixture(autouse=True)
def folder(keras_folder):
    return keras_folder


def write_npz(folder):
    np.savez(folder / "mnist.npz", x_train=X[:2], y_train=Y[:2], x_test=X[2:], y_test=Y[2:])


def write_gz(folder):
    with gzip.open(folder / "mnist.pkl.gz", "wb") as file:
        pickle.dump(((X[:2], Y[:2]), (X[2:], Y[2:])), file, protocol=2)


@pytest.mark.parametrize("write, name", [(write_npz, "mnist.npz"), (write_gz, "mnist.pkl.gz")])
def test_reads_what_keras_left(folder, write, name):
    write(folder)
    for path in (None, name, folder / name):
        (x, y), (x_test, y_test) = mnist.load_data(path)
        np.testing.assert_array_equal(np.concatenate([x, x_test]), X)
        np.testing.assert_array_equal(np.concatenate([y, y_test]), Y)
        assert x.dtype == y.dtype == "uint8" and len(x) == 2


def test_a_file_with_something_else(folder):
    with open(folder / "mnist.pkl", "wb") as file:
        pickle.dump([1, 2, 3], file)
    with pytest.raises(DataError, match="mnist.pkl does not hold"):
        mnist.load_data()


def test_no_file():
    with pytest.raises(cache.FetchError, match="mnist: mnist.npz is not in the cache"):
        mnist.load_data()
