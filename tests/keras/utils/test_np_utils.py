"""Small things with arrays, against what Keras 1.2.2 gives."""

import numpy as np
import pytest

from theanornn.errors import ShapeError, UnknownNameError
from theanornn.keras.utils import np_utils
from theanornn.preprocessing.classes import to_categorical

P = np.array([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]])


def test_it_has_to_categorical():
    assert np_utils.to_categorical is to_categorical


@pytest.mark.parametrize(
    "options, expected",
    [
        ({}, [[0.6, 0.8], [0, 0]]),
        ({"axis": 0}, [[1, 1], [0, 0]]),
        ({"order": 1}, [[3 / 7, 4 / 7], [0, 0]]),
    ],
)
def test_normalize(options, expected):
    np.testing.assert_allclose(
        np_utils.normalize(np.array([[3.0, 4], [0, 0]]), **options), expected
    )


def test_losses():
    got = np_utils.binary_logloss(np.array([0.2, 0.9, 1.0]), [0, 1, 1])
    assert got == pytest.approx(-(np.log(0.8) + np.log(0.9)) / 3)
    assert np_utils.multiclass_logloss(P, [2, 1]) == pytest.approx(-(np.log(0.5) + np.log(0.6)) / 2)


def test_classes():
    assert np_utils.accuracy([1, 2, 3], [1, 0, 3]) == pytest.approx(2 / 3)
    assert np_utils.categorical_probas_to_classes(P).tolist() == [1, 0]
    assert np_utils.probas_to_classes(P).tolist() == [1, 0]
    assert np_utils.probas_to_classes(np.array([[0.2], [0.7]])).tolist() == [0, 1]


@pytest.mark.parametrize(
    "order, kernel", [("th", (2, 3, 4)), ("th", (2, 3, 4, 5)), ("tf", (4, 2, 3))]
)
def test_kernels(order, kernel, rng):
    kernel = rng.normal(size=kernel)
    converted = np_utils.convert_kernel(kernel, order)
    spatial = slice(2, None) if order == "th" else slice(0, kernel.ndim - 2)
    axes = tuple(range(kernel.ndim))[spatial]
    np.testing.assert_array_equal(converted, np.flip(kernel, axes))
    np.testing.assert_array_equal(np_utils.convert_kernel(converted, order), kernel)


def test_kernels_that_are_none():
    with pytest.raises(ShapeError, match="shape \\(2, 3\\)"):
        np_utils.convert_kernel(np.ones((2, 3)))
    with pytest.raises(UnknownNameError, match="'th' or 'tf'"):
        np_utils.convert_kernel(np.ones((2, 3, 4)), "channels")


@pytest.mark.parametrize(
    "arguments, out, back",
    [
        ((10, 3, "valid", 1), 8, 10),
        ((10, 3, "valid", 2), 4, 9),
        ((10, 3, "same", 2), 5, 9),
        ((10, 4, "full", 3), 5, 10),
        ((None, 3, "same", 2), None, None),
    ],
)
def test_lengths_of_convolutions(arguments, out, back):
    """As Keras 1.2.2 has them."""
    assert np_utils.conv_output_length(*arguments) == out
    assert np_utils.conv_input_length(out, *arguments[1:]) == back


def test_an_unknown_border():
    with pytest.raises(UnknownNameError, match="border_mode is 'half'"):
        np_utils.conv_input_length(3, 3, "half", 1)
