"""Attributes of HDF5 groups: whatever h5py made of them, and long ones."""

import h5py
import numpy as np
import pytest

from theanornn.errors import DataError
from theanornn.serialization.hdf5.attributes import set_text, set_texts, text, texts


@pytest.fixture
def group():
    with h5py.File("attributes", "w", driver="core", backing_store=False) as file:
        yield file


@pytest.mark.parametrize(
    "value", ["1.2.2", b"1.2.2", np.bytes_(b"1.2.2"), np.array(b"1.2.2")], ids=repr
)
def test_text_of_any_h5py(group, value):
    group.attrs["keras_version"] = value
    assert text(group, "keras_version") == "1.2.2"
    assert text(group, "absent") is None


@pytest.mark.parametrize(
    "value",
    [
        [b"lstm_1", b"dense_1"],
        ["lstm_1", "dense_1"],
        np.array([b"lstm_1", b"dense_1"]),
        np.array(["lstm_1", "dense_1"], dtype=h5py.string_dtype()),
    ],
    ids=["bytes", "str", "fixed", "variable"],
)
def test_texts_of_any_h5py(group, value):
    group.attrs["layer_names"] = value
    assert texts(group, "layer_names") == ["lstm_1", "dense_1"]


def test_what_is_no_text(group):
    group.attrs["layer_names"] = [1, 2]
    with pytest.raises(DataError, match="expected text, found .*1"):
        texts(group, "layer_names")
    with pytest.raises(DataError, match="no attribute 'weight_names'"):
        texts(group, "weight_names")


@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("count", [0, 1, 3, 3000, 6000])
def test_lists_of_any_length_come_back(group, count, chunked):
    names = [f"layer_{number}_with_a_long_ünïcode_name" for number in range(count)]
    set_texts(group, "layer_names", names, chunked)
    assert texts(group, "layer_names") == names if count else len(group.attrs["layer_names"]) == 0
    in_pieces = count == 6000 or (chunked and count == 3000)
    assert ("layer_names0" in group.attrs) == in_pieces


def test_chunks_fit_into_the_header_as_in_keras_2(group):
    set_texts(group, "layer_names", ["x" * 100] * 2000, chunked=True)
    chunks = [group.attrs[name] for name in group.attrs]
    assert len(chunks) == 4 and all(chunk.nbytes <= 64512 for chunk in chunks)


def test_a_long_text_and_how_old_h5py_sees_it(group):
    config = '{"a": "' + "b" * 200_000 + '"}'
    set_text(group, "model_config", config)
    assert text(group, "model_config") == config
    stored = group.attrs.get_id("model_config").dtype
    assert h5py.check_string_dtype(stored).encoding == "ascii"  # bytes, which Keras decodes
