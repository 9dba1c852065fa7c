"""Reading Keras' files: what is in them, and what is no such file."""

import io
import json

import h5py
import numpy as np
import pytest

from tests.serialization.hdf5.files import fill, write_before_1, write_weights
from theanornn.errors import DataError
from theanornn.serialization import hdf5

LAYERS = {
    "lstm_1": {"lstm_1_W": np.arange(6.0).reshape(2, 3), "lstm_1_b": np.ones(3)},
    "dropout_1": {},
    "dense_1": {"dense_1_W": np.float32(4)},
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "weights.h5"


def assert_holds(contents, layers):
    assert [layer.name for layer in contents.layers] == list(layers)
    for layer, arrays in zip(contents.layers, layers.values()):
        assert list(layer.arrays) == list(arrays)
        for name, array in arrays.items():
            np.testing.assert_array_equal(layer.arrays[name], array)
            assert layer.arrays[name].dtype == array.dtype


def test_weights_without_a_version_are_of_keras_1(path):
    write_weights(path, LAYERS)
    contents = hdf5.read(path)
    assert_holds(contents, LAYERS)
    assert (contents.version, contents.generation, contents.backend) == ("1", 1, None)
    assert contents.model is None and contents.optimizer is None


def test_weights_of_keras_2(path):
    write_weights(path, LAYERS, keras_version=b"2.3.1", backend=b"tensorflow")
    contents = hdf5.read(path)
    assert (contents.version, contents.generation) == ("2.3.1", 2)
    assert contents.backend == "tensorflow"


def test_in_keras_1_the_names_of_variables_tell_the_backend(path):
    write_weights(path, {"d": {"d_W:0": np.ones(2), "d_b:0": np.ones(1)}, "dropout": {}})
    assert hdf5.read(path).backend == "tensorflow"


def test_a_whole_model(path):
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = b"1.2.2"
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential"}).encode()
        file.attrs["training_config"] = json.dumps({"loss": "mse"}).encode()
        fill(file.create_group("model_weights"), LAYERS)
        state = file.create_group("optimizer_weights")
        state.attrs["weight_names"] = [b"param_0", b"m/1"]
        state["param_0"], state["m/1"] = np.float64(3), np.ones(2)
    contents = hdf5.read(path)
    assert_holds(contents, LAYERS)
    assert (contents.version, contents.model) == ("1.2.2", {"class_name": "Sequential"})
    assert contents.training == {"loss": "mse"}
    assert list(contents.optimizer) == ["param_0", "m/1"] and contents.optimizer["param_0"] == 3


def test_weights_from_before_keras_1(path):
    write_before_1(path, [[np.ones((2, 3)), np.zeros(3)], [], [np.ones(1)]])
    contents = hdf5.read(path)
    assert (contents.version, contents.generation) == ("0", 1)
    names = ["param_0", "param_1"]
    assert [list(layer.arrays) for layer in contents.layers] == [names, [], names[:1]]


def test_open_groups_and_file_objects(path):
    write_weights(path, LAYERS)
    with h5py.File(path, "r") as file:
        assert hdf5.is_hdf5(file)
        assert_holds(hdf5.read(file), LAYERS)
    stream = io.BytesIO(path.read_bytes())
    assert hdf5.is_hdf5(stream)
    assert_holds(hdf5.read(stream), LAYERS)


def test_what_is_no_hdf5(path):
    path.write_bytes(b"PK\x03\x04 something else")
    assert not hdf5.is_hdf5(path)
    with pytest.raises(DataError, match="weights.h5 is damaged, or no HDF5 file"):
        hdf5.read(path)
    with pytest.raises(FileNotFoundError):
        hdf5.read(path.with_name("absent.h5"))


def test_hdf5_of_another_program(path):
    with h5py.File(path, "w") as file:
        file["temperatures"] = np.ones(3)
    with pytest.raises(DataError, match="without the weights of a Keras model.*temperatures"):
        hdf5.read(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file(path, share):
    write_weights(path, LAYERS)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(DataError, match="weights.h5"):
        hdf5.read(path)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda file: file.__delitem__("dense_1"), "dense_1"),
        (lambda file: file["lstm_1"].__delitem__("lstm_1_b"), "lstm_1_b"),
        (lambda file: file["lstm_1"].attrs.__delitem__("weight_names"), "weight_names"),
        (lambda file: file.attrs.__setitem__("model_config", "{"), "weights.h5 is damaged"),
        (lambda file: file.attrs.__setitem__("model_config", "[1]"), "is no JSON object"),
        (lambda file: file["dropout_1"].attrs.__setitem__("weight_names", [b"x"]), "x"),
    ],
)
def test_parts_that_are_missing_or_wrong(path, damage, message):
    write_weights(path, LAYERS)
    with h5py.File(path, "r+") as file:
        damage(file)
    with pytest.raises(DataError, match=message):
        hdf5.read(path)


def test_what_is_no_array_of_numbers(path):
    write_weights(path, {"d": {"d_W": np.ones(1)}})
    with h5py.File(path, "r+") as file:
        del file["d/d_W"]
        file["d"].create_group("d_W")
    with pytest.raises(DataError, match="/d/d_W is no array"):
        hdf5.read(path)
    with h5py.File(path, "r+") as file:
        del file["d/d_W"]
        file["d/d_W"] = b"text"
    with pytest.raises(DataError, match="d_W holds .* expected numbers"):
        hdf5.read(path)


def test_a_shape_that_the_file_cannot_hold(path):
    with h5py.File(path, "w") as file:
        fill(file, {"d": {}})
        file["d"].attrs["weight_names"] = [b"d_W"]
        file["d"].create_dataset("d_W", shape=(10**6, 10**6), dtype="f4")
    with pytest.raises(DataError, match=r"d_W is said to have the shape \(1000000, 1000000\)"):
        hdf5.read(path)


@pytest.mark.parametrize("kind", ["link", "folder", "external", "virtual"])
def test_nothing_of_other_files_is_read(path, kind):
    secret = path.with_name("secret.h5")
    write_weights(secret, {"d": {"W": np.ones(4)}})
    write_weights(path, {"d": {"W": np.zeros(4)}})
    with h5py.File(path, "r+") as file:
        if kind == "folder":
            attributes = dict(file["d"].attrs)
            del file["d"]
            file["d"] = h5py.ExternalLink(secret.name, "/d")
            assert dict(file["d"].attrs).keys() == attributes.keys()
        else:
            del file["d/W"]
        if kind == "link":
            file["d/W"] = h5py.ExternalLink(secret.name, "/d/W")
        elif kind == "external":
            file["d"].create_dataset("W", (4,), "u1", external=[(str(secret), 0, 4)])
        elif kind == "virtual":
            layout = h5py.VirtualLayout((4,), "f8")
            layout[:] = h5py.VirtualSource(secret, "d/W", (4,))
            file["d"].create_virtual_dataset("W", layout)
    with pytest.raises(DataError, match="another file"):
        hdf5.read(path)
