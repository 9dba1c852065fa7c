import numpy as np
import pytest

from tests.layers.merging.evaluation import run, run_mask
from theanornn.errors import ShapeError
from theanornn.layers import Concatenate

FIRST = np.array([[1, 1, 0, 0], [1, 1, 1, 1]])
SECOND = np.array([[0, 1, 1, 0], [1, 1, 1, 0]])


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2])
def test_values(axis, rng):
    x = list(rng.normal(size=(2, 2, 4, 3)))
    np.testing.assert_array_equal(run(Concatenate(axis), x), np.concatenate(x, axis))


def test_shapes():
    shapes = [(None, 4, 3), (None, None, 3), (2, 5, 3)]
    assert Concatenate(1).compute_output_shape(shapes) == (2, None, 3)
    assert Concatenate(1).compute_output_shape(shapes[::2]) == (2, 9, 3)


@pytest.mark.parametrize("axis", [-1, 2])
def test_along_the_features_a_step_must_be_real_in_all_masks(axis):
    x = np.zeros((2, 2, 4, 3))
    np.testing.assert_array_equal(run_mask(Concatenate(axis), x, [FIRST, SECOND]), FIRST & SECOND)
    np.testing.assert_array_equal(run_mask(Concatenate(axis), x, [None, SECOND]), SECOND)
    assert run_mask(Concatenate(axis), x, [None, None]) is None


def test_along_time_masks_go_one_after_the_other():
    x = np.zeros((2, 2, 4, 3))
    got = run_mask(Concatenate(1), x, [FIRST, SECOND])
    np.testing.assert_array_equal(got, np.concatenate([FIRST, SECOND], axis=1))
    got = run_mask(Concatenate(1), x, [FIRST, None])
    np.testing.assert_array_equal(got, np.concatenate([FIRST, np.ones_like(FIRST)], axis=1))


def test_masks_of_numbers_mark_rows():
    got = run_mask(Concatenate(1), np.zeros((2, 2, 4)), [FIRST, SECOND])
    np.testing.assert_array_equal(got, [False, False])
    got = run_mask(Concatenate(1), np.zeros((2, 2, 4)), [FIRST, None])
    np.testing.assert_array_equal(got, [False, True])


@pytest.mark.parametrize(
    ("axis", "shapes"),
    [
        (-1, [(None, 4, 3), (None, 5, 3)]),
        (-1, [(None, 4, 3), (None, 3)]),
        (3, [(None, 4, 3), (None, 4, 3)]),
    ],
)
def test_sizes_that_do_not_fit(axis, shapes):
    layer = Concatenate(axis)
    with pytest.raises(ShapeError, match=rf"{layer.name}.*axis={axis}"):
        layer.build(shapes)
