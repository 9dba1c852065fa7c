"""Beside the values in `test_golden`."""

import numpy as np
import pytest

from theanornn.errors import ShapeError
from theanornn.keras import backend as K


@pytest.fixture
def array(rng):
    return rng.normal(size=(3, 4, 2))


@pytest.fixture
def x(array):
    return K.variable(array)


def test_reshape_takes_none_for_what_is_left(x, array):
    np.testing.assert_array_equal(K.eval(K.reshape(x, (None, 2))), array.reshape(-1, 2))
    np.testing.assert_array_equal(K.eval(K.reshape(x, K.shape(x))), array)
    assert K.int_shape(K.reshape(K.placeholder((None, 4, 2)), (-1, 8))) == (None, 8)


def test_squeeze_takes_one_axis_away(x, array):
    np.testing.assert_array_equal(K.eval(K.squeeze(x[:, :1], 1)), array[:, 0])
    np.testing.assert_array_equal(K.eval(K.squeeze(x[..., 1:], -1)), array[..., 1])
    with pytest.raises(ValueError):
        K.eval(K.squeeze(x, 1))


def test_reverse_along_negative_axes(x, array):
    np.testing.assert_array_equal(K.eval(K.reverse(x, -1)), array[..., ::-1])
    np.testing.assert_array_equal(K.eval(K.reverse(x, (0, -2))), array[::-1, ::-1])


def test_slice_to_the_end(x, array):
    got = K.eval(K.slice(x, [1, 0, 1], [-1, 3, -1]))
    np.testing.assert_array_equal(got, array[1:, :3, 1:])
    with pytest.raises(ShapeError, match="2 starts and 3 sizes.*3 axes"):
        K.slice(x, [0, 1], [1, 1, 1])


def test_repeat_is_of_vectors(x):
    with pytest.raises(ShapeError, match="3 axes, expected 2"):
        K.repeat(x, 2)
    assert K.int_shape(K.repeat(K.placeholder((None, 4)), 3)) == (None, 3, 4)


def test_tile_of_fewer_axes_is_of_the_last(x, array):
    np.testing.assert_array_equal(K.eval(K.tile(x, (1, 2, 1))), np.tile(array, (1, 2, 1)))
    np.testing.assert_array_equal(K.eval(K.tile(x, (2, 1))), np.tile(array, (2, 1)))


def test_one_hot_keeps_floatX_and_shape():
    classes = K.variable([[[2], [0]]], dtype="int32")
    assert K.eval(K.one_hot(classes, 3)).tolist() == [[[[0, 0, 1]], [[1, 0, 0]]]]
    assert K.one_hot(classes, nb_classes=3).dtype == K.floatx()
    assert K.int_shape(K.one_hot(K.placeholder((None, 4), dtype="int32"), 3)) == (None, 4, 3)


def test_padding_keeps_the_dtype(x):
    padded = K.temporal_padding(K.cast(x, "int32"), (0, 2))
    assert padded.dtype == "int32" and K.eval(padded).shape == (3, 6, 2)


def test_expand_dims_under_both_names(x):
    assert K.expand_dims(x, dim=0).broadcastable == (True, False, False, False)
    assert K.expand_dims(x, axis=-1).broadcastable == (False, False, False, True)
    assert K.eval(K.expand_dims(K.variable(3.0))).tolist() == [3.0]


def test_stack_and_concatenate_take_any_sequence(x):
    assert K.int_shape(K.stack((x, x), axis=1)) == (3, 2, 4, 2)
    assert K.int_shape(K.concatenate((x, x))) == (3, 4, 4)


def test_pattern_broadcast(x):
    assert K.pattern_broadcast(x[:, :1], (False, True, False)).broadcastable == (0, 1, 0)
