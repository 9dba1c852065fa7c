"""Checks of what a layer is given."""

import numpy as np
import pytest

from theanornn.errors import DataError, DtypeError, ShapeError, TheanornnError
from theanornn.layers.checks import (
    as_shape,
    check_data,
    checked_one_size,
    checked_pair,
    checked_rate,
    checked_size,
)


def test_shapes():
    assert as_shape([None, np.int64(7), 2], "it") == (None, 7, 2)
    for wrong in (7, "ab", (None, "x")):
        with pytest.raises(ShapeError, match="it:.*not a shape"):
            as_shape(wrong, "it")


def test_sizes():
    assert checked_size(np.int64(3), "it", "units") == checked_size(3.0, "it", "units") == 3
    for wrong in (0, -3, 2.5, "5", True, None):
        with pytest.raises(ShapeError, match="it: units=.*whole number"):
            checked_size(wrong, "it", "units")


def test_rates():
    assert (checked_rate(None, "it", "p"), checked_rate(0.5, "it", "p")) == (0.0, 0.5)
    for wrong in (1, -0.1):
        with pytest.raises(TheanornnError, match=f"it: p={wrong}"):
            checked_rate(wrong, "it", "p")


def test_a_fixed_batch_size_divides_the_data():
    check_data(np.ones((8, 2)), "it", (4, 2))
    with pytest.raises(ShapeError, match="it: got 6 samples.*multiple of the batch size 4"):
        check_data(np.ones((6, 2)), "it", (4, 2))


@pytest.mark.parametrize("shape", [(3, 2), (3, 5, 2), (3, 4, 2, 1)])
def test_sizes_of_data(shape):
    with pytest.raises(ShapeError, match=r"it: .*expected \(None, 4, 2\)"):
        check_data(np.ones(shape), "it", (None, 4, 2))


@pytest.mark.parametrize(
    "shape, expected, way_out",
    [
        ((4, 2), (None, 4, 2), r"A single sample .* x\[numpy.newaxis\]\.$"),
        ((4, 3, 2), (None, 4, 2), r"The batch comes first: x.transpose\(1, 0, 2\)"),
        ((3, 4), (None, 4, 1), r"One feature .* x\[\.\.\., numpy.newaxis\]\.$"),
        ((3, 5), (None, 4, 2), r"expected \(None, 4, 2\)\.$"),
        ((), (None,), r"got input of shape \(\), expected \(None,\)"),
    ],
)
def test_axes_that_are_missing_or_in_another_order(shape, expected, way_out):
    with pytest.raises(ShapeError, match=way_out):
        check_data(np.ones(shape), "it", expected)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_found(bad):
    with pytest.raises(DataError, match=r"it: 2 values.*first at \(1, 0\)"):
        check_data(np.array([[1, 2], [bad, -bad]]), "it")


def test_large_numbers_whose_sum_is_infinite_are_let_through():
    check_data(np.array([[1e308, 1e308]]), "it")


@pytest.mark.parametrize(
    ("data", "error"),
    [(3.0, ShapeError), ([], DataError), (["a"], DtypeError), ([1j], DtypeError)],
)
def test_what_is_no_data(data, error):
    with pytest.raises(error, match="it: got"):
        check_data(data, "it")


@pytest.mark.parametrize("size", [3, (3,), [3], np.int64(3)])
def test_one_size(size):
    assert checked_one_size(size, "net", "kernel_size") == 3


def test_more_than_one_size():
    with pytest.raises(ShapeError, match=r"net: kernel_size=\(3, 4\)"):
        checked_one_size((3, 4), "net", "kernel_size")


@pytest.mark.parametrize(("pair", "expected"), [(2, (2, 2)), ((0, 3), (0, 3)), ([1, 2], (1, 2))])
def test_pair(pair, expected):
    assert checked_pair(pair, "net", "padding") == expected


@pytest.mark.parametrize("pair", [-1, (1,), (1, 2, 3), (1, -1), 1.5, "ab", None])
def test_no_pair(pair):
    with pytest.raises(ShapeError, match="net: padding=.*expected a whole number from 0, or two"):
        checked_pair(pair, "net", "padding")
