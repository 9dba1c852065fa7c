"""Beside the values in `test_golden`."""

import numpy as np
import pytest

from theanornn.errors import ShapeError
from theanornn.keras import backend as K


def test_batch_dot_over_negative_axes(rng):
    x, y = rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 5, 2))
    got = K.eval(K.batch_dot(K.variable(x), K.variable(y), axes=-1))
    np.testing.assert_allclose(got, np.einsum("bij,bkj->bik", x, y))


def test_batch_dot_over_several_axes(rng):
    x, y = rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 2, 4))
    got = K.eval(K.batch_dot(K.variable(x), K.variable(y), axes=[[1, 2], [2, 1]]))
    np.testing.assert_allclose(got, np.einsum("bij,bji->b", x, y)[:, None])


@pytest.mark.parametrize("axes", [0, (0, 1), (1, -3)])
def test_batch_dot_does_not_sum_over_the_batch(axes):
    with pytest.raises(ShapeError, match="axis 0.*expand_dims"):
        K.batch_dot(K.zeros((3, 4, 3)), K.zeros((3, 3, 4)), axes=axes)


def test_shapes_are_known():
    x, y = K.placeholder((None, 4, 2)), K.placeholder((None, 4))
    assert K.int_shape(K.batch_dot(x, y, axes=(1, 1))) == (None, 2)
    assert K.int_shape(K.batch_dot(y, y, axes=1)) == (None, 1)
    assert K.int_shape(K.dot(x, K.zeros((2, 5)))) == (None, 4, 5)
    assert K.int_shape(K.gather(K.zeros((9, 3)), K.placeholder((None, 6), dtype="int32"))) == (
        None, 6, 3,
    )  # fmt: skip


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 4), (2, 3, 4, 5)])
@pytest.mark.parametrize("full", [False, True])
def test_bias_add(shape, full, rng):
    x, bias = rng.normal(size=shape), rng.normal(size=shape[1:] if full else shape[-1:])
    np.testing.assert_allclose(K.eval(K.bias_add(K.variable(x), K.variable(bias))), x + bias)
    first = np.moveaxis(x, -1, 1)
    got = K.bias_add(K.variable(first), K.variable(bias), data_format="channels_first")
    np.testing.assert_allclose(K.eval(got), np.moveaxis(x + bias, -1, 1))


def test_bias_of_another_rank_is_refused():
    with pytest.raises(ShapeError, match="2 axes, expected 1 or 3"):
        K.bias_add(K.zeros((2, 3, 4, 5)), K.zeros((4, 5)))
