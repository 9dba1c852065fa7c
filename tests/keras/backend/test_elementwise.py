"""Beside the values in `test_golden`."""

import numpy as np
import pytest

from theanornn.keras import backend as K


@pytest.fixture
def x():
    return K.variable([[-2.0, 0.0], [0.5, 3.0]])


def test_clip_without_a_limit(x):
    assert K.eval(K.clip(x, None, 1.0)).max() == 1 and K.eval(K.clip(x, None, 1.0)).min() == -2
    assert K.eval(K.clip(x, 0, None)).tolist() == [[0, 0], [0.5, 3]]
    low = K.variable(0.25)
    assert K.eval(K.clip(x, low, 1)).tolist() == [[0.25, 0.25], [0.5, 1]]


def test_comparisons_with_numbers(x):
    assert K.eval(K.less(x, 0.5)).tolist() == [[True, True], [False, False]]
    assert K.eval(K.greater_equal(x, 0.5)).tolist() == [[False, False], [True, True]]
    assert K.lesser is K.less and K.lesser_equal is K.less_equal


def test_cast_and_identity(x):
    assert K.cast(x, "int32").dtype == "int32"
    same = K.identity(x, name="same")
    assert same is not x and same.name == "same"
    np.testing.assert_array_equal(K.eval(same), x.get_value())


def test_the_root_of_a_negative_number_is_0_and_so_is_not_a_number(x):
    assert np.isfinite(K.eval(K.sqrt(x))).all()
