"""Beside the values in `test_golden`."""

import numpy as np
import pytest

from theanornn.errors import ShapeError, UnknownNameError
from theanornn.keras import backend as K


def test_channels_first_is_the_same_with_axes_exchanged(rng):
    x, kernel = rng.normal(size=(2, 6, 3)), K.variable(rng.normal(size=(2, 3, 4)))
    expected = K.eval(K.conv1d(K.variable(x), kernel, dilation_rate=2))
    first = K.conv1d(
        K.variable(x.transpose(0, 2, 1)), kernel, data_format="channels_first", dilation_rate=2
    )
    np.testing.assert_allclose(K.eval(first).transpose(0, 2, 1), expected)
    assert K.int_shape(K.conv1d(K.placeholder((None, 6, 3)), kernel)) == (None, 5, 4)


def test_paddings_and_kernels_that_are_none():
    x, kernel = K.zeros((2, 6, 3)), K.zeros((2, 3, 4))
    with pytest.raises(UnknownNameError, match="'half'"):
        K.conv1d(x, kernel, padding="half")
    with pytest.raises(ShapeError, match="conv1d.*known"):
        K.conv1d(x, K.placeholder((None, 3, 4)))
