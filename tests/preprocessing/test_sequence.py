import numpy as np
import pytest

from theanornn.errors import DtypeError, ShapeError, UnknownNameError
from theanornn.preprocessing.sequence import pad_sequences


@pytest.mark.parametrize(
    "arguments, expected",
    [
        ({}, [[0, 0, 1], [0, 1, 2], [1, 2, 3]]),
        ({"padding": "post"}, [[1, 0, 0], [1, 2, 0], [1, 2, 3]]),
        ({"maxlen": 2}, [[0, 1], [1, 2], [2, 3]]),
        ({"maxlen": 2, "truncating": "post"}, [[0, 1], [1, 2], [1, 2]]),
        ({"maxlen": 2, "padding": "post", "truncating": "post"}, [[1, 0], [1, 2], [1, 2]]),
        ({"maxlen": 4, "value": 9}, [[9, 9, 9, 1], [9, 9, 1, 2], [9, 1, 2, 3]]),
        ({"maxlen": 1}, [[1], [2], [3]]),
    ],
)
def test_pads_and_cuts(arguments, expected):
    padded = pad_sequences([[1], [1, 2], (1, 2, 3)], **arguments)
    np.testing.assert_array_equal(padded, expected)
    assert padded.dtype == "int32"


def test_sequences_of_vectors():
    first, second = np.arange(4.0).reshape(2, 2), [[5.5, 6.5]]
    padded = pad_sequences([first, second], dtype="float32", value=-1)
    np.testing.assert_array_equal(padded, [[[0, 1], [2, 3]], [[-1, -1], [5.5, 6.5]]])
    padded = pad_sequences([first, second], dtype="float32", value=[7, 8])
    np.testing.assert_array_equal(padded[1, 0], [7, 8])


def test_empty_sequences_are_all_padding():
    np.testing.assert_array_equal(pad_sequences([[], [1, 2]]), [[0, 0], [1, 2]])
    assert pad_sequences([[], []]).shape == (2, 0)
    assert pad_sequences([]).shape == (0, 0)


def test_words_as_objects():
    padded = pad_sequences([["a"], ["b", "longer"]], dtype=object, value="<pad>")
    assert padded.tolist() == [["<pad>", "a"], ["b", "longer"]]


def test_takes_arrays_and_generators():
    np.testing.assert_array_equal(pad_sequences(np.array([[1, 2]]), maxlen=3), [[0, 1, 2]])
    np.testing.assert_array_equal(pad_sequences([i] * i for i in (1, 2)), [[0, 1], [2, 2]])


@pytest.mark.parametrize(
    "sequences, arguments, error, message",
    [
        ([[0.5]], {}, DtypeError, "sequence 0 holds 0.5, which int32 cannot hold.*float32"),
        ([np.array([np.nan])], {}, DtypeError, "holds nan"),
        ([[1], [2**40]], {}, DtypeError, "sequence 1 holds 1099511627776"),
        ([["a"]], {}, DtypeError, "Tokenizer"),
        ([["a"]], {"dtype": "str"}, DtypeError, "dtype=object"),
        ([[1]], {"value": 0.5}, DtypeError, "value holds 0.5"),
        (["text"], {}, ShapeError, "sequence 0 is 'text'"),
        ([1, 2], {}, ShapeError, "sequence 0 is 1"),
        ("text", {}, ShapeError, "expected a list of sequences"),
        (3, {}, ShapeError, "sequences is 3"),
        ([[[1, 2]], [[1, 2, 3]]], {}, ShapeError, r"sequence 1 has shape \(1, 3\)"),
        ([[[1, 2], [3]]], {}, ShapeError, "steps of sequence 0 differ"),
        ([[[1, 2]]], {"value": [1, 2, 3]}, ShapeError, r"value has shape \(3,\)"),
        ([[1]], {"maxlen": 0}, ShapeError, "maxlen=0"),
        ([[1]], {"maxlen": 2.0}, ShapeError, "maxlen=2.0"),
        ([[1]], {"padding": "left"}, UnknownNameError, "padding='left'.*'pre' or 'post'"),
        ([[1]], {"truncating": "left"}, UnknownNameError, "truncating='left'"),
    ],
)
def test_refuses(sequences, arguments, error, message):
    with pytest.raises(error, match=message):
        pad_sequences(sequences, **arguments)
