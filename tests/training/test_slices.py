"""The same samples of several arrays."""

import numpy as np
import pytest

from theanornn.training.slices import slice_arrays

X = np.arange(6) * 10


@pytest.mark.parametrize(
    "arguments, expected",
    [
        ((1, 3), [10, 20]),
        ((4,), [40, 50]),
        ((None, 2), [0, 10]),
        (([3, 0],), [30, 0]),
        ((np.array([1, 5]),), [10, 50]),
    ],
)
def test_slices(arguments, expected):
    assert slice_arrays(X, *arguments).tolist() == expected
    one, none = slice_arrays([X, None], *arguments)
    assert one.tolist() == expected and none is None
