"""theanornn's own file: what is written is read, and what is wrong is named."""

import json

import numpy as np
import pytest
import safetensors
import safetensors.numpy

from theanornn.errors import DataError, ShapeError
from theanornn.layers import GRU, Dense
from theanornn.serialization import native
from theanornn.serialization.native import Contents


@pytest.fixture
def layers():
    gru, dense = GRU(2, name="gru_1"), Dense(1, name="dense_1")
    gru.build((None, None, 3))
    dense.build((None, 2))
    return [gru, dense]


@pytest.fixture
def contents(layers):
    state = [np.int64(7), np.arange(3.0)]
    return Contents(native.layer_arrays(layers), state, {"class_name": "M"}, {"loss": "mse"})


@pytest.fixture
def path(tmp_path, contents):
    native.write(tmp_path / "model.safetensors", contents)
    return tmp_path / "model.safetensors"


def test_what_is_written_is_read(path, contents):
    got = native.read(path)
    assert got.model == {"class_name": "M"} and got.training == {"loss": "mse"}
    assert [name for name, _ in got.layers] == ["gru_1", "dense_1"]
    for (_, want), (_, have) in zip(contents.layers, got.layers):
        assert list(want) == list(have)
        for name in want:
            np.testing.assert_array_equal(want[name], have[name])
            assert want[name].dtype == have[name].dtype
    assert got.optimizer[0] == 7 and got.optimizer[0].dtype == np.int64
    np.testing.assert_array_equal(got.optimizer[1], np.arange(3.0))


def test_any_safetensors_reader_can_open_it(path):
    with safetensors.safe_open(path, framework="numpy") as file:
        assert file.metadata()["format_version"] == str(native.FORMAT_VERSION) == "1"
        assert {"gru_1/W", "gru_1/U", "gru_1/b", "dense_1/W"} <= set(file.keys())


def test_matched_by_order(path, layers):
    matched = native.match_layers(layers, native.read(path), path)
    assert [layer.name for layer, _ in matched] == ["gru_1", "dense_1"]
    np.testing.assert_array_equal(matched[0][1][0], layers[0].params["W"].get_value())


def test_matched_by_name(path):
    other, dense = Dense(5, name="other"), Dense(1, name="dense_1")
    for layer in (other, dense):
        layer.build((None, 2))
    matched = native.match_layers([other, dense], native.read(path), path, by_name=True)
    assert [layer.name for layer, _ in matched] == ["dense_1"]


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: [(Dense(1), (None, 2))], "2 layers .gru_1, dense_1., the model has 1"),
        (
            lambda: [(GRU(3, name="g"), (None, None, 3)), (Dense(1), (None, 3))],
            r"gru_1/W has shape \(3, 6\), but g/W of the model has \(3, 9\)",
        ),
        (
            lambda: [(Dense(2, name="d"), (None, 3)), (Dense(1), (None, 2))],
            "gru_1 has the parameters W, U, b, but d of the model has W, b",
        ),
    ],
)
def test_another_architecture(path, make, message):
    layers = []
    for layer, shape in make():
        layer.build(shape)
        layers.append(layer)
    with pytest.raises(ShapeError, match=message):
        native.match_layers(layers, native.read(path), path)


def rewritten(path, **changes):
    with safetensors.safe_open(path, framework="numpy") as file:
        metadata = {**file.metadata(), **changes}
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    path.write_bytes(safetensors.numpy.save(arrays, metadata))


def test_a_newer_version_is_refused(path):
    rewritten(path, format_version="2")
    with pytest.raises(DataError, match="format version 2, written by a newer theanornn"):
        native.read(path)


def test_foreign_safetensors_are_refused(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(safetensors.numpy.save({"a": np.ones(2)}))
    with pytest.raises(DataError, match="not one that theanornn wrote"):
        native.read(path)


@pytest.mark.parametrize("description", ["{", "[]", "{}", json.dumps({"layers": [["a", ["W"]]]})])
def test_a_damaged_description(path, description):
    rewritten(path, description=description)
    with pytest.raises(DataError, match="damaged"):
        native.read(path)


def test_damaged_anywhere(path):
    whole = path.read_bytes()
    for length in (0, 4, 8, 20, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(DataError, match="damaged"):
            native.read(path)


def test_hdf5_is_named(tmp_path):
    path = tmp_path / "model.h5"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    with pytest.raises(DataError, match="HDF5 file, as Keras writes"):
        native.read(path)


def test_a_name_that_promises_hdf5_is_warned_of(tmp_path, contents):
    with pytest.warns(UserWarning, match="safetensors"):
        native.write(tmp_path / "model.h5", contents)
    assert native.read(tmp_path / "model.h5").model == {"class_name": "M"}


def test_no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        native.read(tmp_path / "absent")
