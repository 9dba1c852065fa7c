"""Data sets in HDF5 files, used like arrays."""

import h5py
import numpy as np
import pytest

from theanornn.datasets.hdf5_matrix import HDF5Matrix
from theanornn.errors import ShapeError
from theanornn.layers import Dense
from theanornn.models import Sequential

DATA = np.arange(24.0).reshape(8, 3)


@pytest.fixture
def path(tmp_path):
    with h5py.File(tmp_path / "data.h5", "w") as file:
        file["x"] = DATA
        file["ids"] = np.arange(8)
    return str(tmp_path / "data.h5")


KEYS = [
    slice(None),
    slice(1, 3),
    slice(-2, None),
    slice(None, None, 2),
    slice(None, None, -1),
    slice(3, 1),
    0,
    -1,
    np.int64(2),
    [3, 0],
    [1, 1, 0],
    [],
    np.array([2, 3]),
    np.arange(5) % 2 == 0,
]


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_samples(path, key):
    x = HDF5Matrix(path, "x", start=2, end=7)
    expected = DATA[2:7][slice(0) if isinstance(key, list) and not key else key]
    np.testing.assert_array_equal(x[key], expected)


def test_like_an_array(path):
    x = HDF5Matrix(path, "x", start=2)
    assert (len(x), x.shape, x.ndim, x.size, x.dtype) == (6, (6, 3), 2, 18, "float64")
    np.testing.assert_array_equal(np.asarray(x), DATA[2:])
    assert np.asarray(x, dtype="float32").dtype == "float32"
    assert HDF5Matrix(path, "ids").shape == (8,)


def test_a_normalizer(path):
    x = HDF5Matrix(path, "x", normalizer=lambda part: (part[..., :2] > 3).astype("int8"))
    assert x.shape == (8, 2) and x.dtype == "int8"
    assert x[0].tolist() == [0, 0] and x[[1, 0]].tolist() == [[0, 1], [0, 0]]
    assert np.asarray(x).tolist() == (DATA[:, :2] > 3).astype(int).tolist()


@pytest.mark.parametrize("key", [6, -7, [0, 6]])
def test_outside(path, key):
    with pytest.raises(IndexError, match="of 6"):
        HDF5Matrix(path, "x", start=2)[key]


@pytest.mark.parametrize("bounds", [(0, 9), (5, 4), (-1, 3)])
def test_more_than_there_is(path, bounds):
    with pytest.raises(ShapeError, match="of 'x', which has 8"):
        HDF5Matrix(path, "x", *bounds)


def test_a_file_is_opened_once_and_again_when_it_was_closed(path):
    x, ids = HDF5Matrix(path, "x"), HDF5Matrix(path, "ids")
    assert x.data.file == ids.data.file
    x.data.file.close()
    assert HDF5Matrix(path, "x")[0].tolist() == [0, 1, 2]


@pytest.mark.parametrize("shuffle", [True, "batch"])
def test_models_take_it_as_data(path, shuffle):
    def trained(x, y):
        model = Sequential([Dense(1, input_dim=3)], seed=1)
        model.compile("sgd", "mse")
        history = model.fit(x, y, epochs=2, batch_size=2, shuffle=shuffle, verbose=0)
        return history.history["loss"], model.evaluate(x, y), model.predict(x).tolist()

    x = HDF5Matrix(path, "x", end=6, normalizer=lambda x: x / 24)
    y = HDF5Matrix(path, "ids", end=6)
    assert trained(x, y) == trained(DATA[:6] / 24, np.arange(6))
