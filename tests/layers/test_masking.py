"""Masking."""

import numpy as np
import pytest

from tests.layers.evaluation import run, run_mask
from theanornn.errors import ShapeError
from theanornn.layers import Masking


@pytest.mark.parametrize("value", [0.0, -1.0])
def test_steps_that_hold_the_value_throughout_are_padding(value, rng):
    x = rng.normal(size=(3, 4, 2))
    x[0, 2:] = value
    x[1, 1, 0] = value  # the other feature is real
    x[2] = value
    layer = Masking(mask_value=value)
    expected = np.array([[1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]])
    np.testing.assert_array_equal(run_mask(layer, x), expected)
    np.testing.assert_array_equal(run(layer, x), x * expected[:, :, None])


def test_of_vectors_it_marks_the_samples():
    x = np.array([[0.0, 1.0], [0.0, 0.0]])
    np.testing.assert_array_equal(run_mask(Masking(), x), [1, 0])
    np.testing.assert_array_equal(run(Masking(), x), x)


def test_one_axis_is_too_few():
    with pytest.raises(ShapeError, match="gap: got input of shape .*expected"):
        Masking(name="gap").build((None,))
