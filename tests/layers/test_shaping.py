"""Flatten, Permute, RepeatVector, Reshape."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import run
from theanornn.errors import ShapeError
from theanornn.layers import Flatten, Permute, RepeatVector, Reshape


@pytest.mark.parametrize("n", [1, 3])
def test_the_vector_at_each_step(n, rng):
    x = rng.normal(size=(2, 5))
    np.testing.assert_array_equal(run(RepeatVector(n), x), np.repeat(x[:, None], n, axis=1))


def test_the_gradient_adds_up():
    layer, x = RepeatVector(3), T.matrix()
    layer.build((None, 5))
    gradient = theano.function([x], T.grad(layer(x).sum(), x))
    np.testing.assert_array_equal(gradient(np.ones((2, 5))), np.full((2, 5), 3.0))


@pytest.mark.parametrize("n", [0, 1.5, "3"])
def test_the_number_of_steps_is_whole(n):
    with pytest.raises(ShapeError, match="n="):
        RepeatVector(n)


def test_it_repeats_vectors_only():
    with pytest.raises(ShapeError, match=r"2 axes: \(batch, features\)"):
        RepeatVector(3).build((None, 4, 5))


def test_flatten(rng):
    x = rng.normal(size=(2, 3, 4, 5))
    np.testing.assert_array_equal(run(Flatten(), x), x.reshape(2, 60))
    first = np.moveaxis(x, 1, -1).reshape(2, 60)
    np.testing.assert_array_equal(run(Flatten("channels_first"), x), first)
    np.testing.assert_array_equal(run(Flatten(data_format=None), x), x.reshape(2, 60))


@pytest.mark.parametrize("shape", [(None, None, 4), (None, 3, None), (None,)])
def test_flatten_needs_all_sizes(shape):
    with pytest.raises(ShapeError, match="flat: got input of shape .*all sizes but the batch"):
        Flatten(name="flat").build(shape)


@pytest.mark.parametrize(
    ("target", "shape"),
    [((6, 2), (6, 2)), ((-1, 3), (4, 3)), ([2, -1, 1], (2, 6, 1)), (12, (12,)), ((12,), (12,))],
)
def test_reshape(target, shape, rng):
    x = rng.normal(size=(2, 3, 4))
    layer = Reshape(target)
    np.testing.assert_array_equal(run(layer, x), x.reshape(2, *shape))
    assert layer.output_shape == (None, *shape)


def test_reshape_of_sizes_that_are_not_known(rng):
    layer = Reshape((-1, 6))
    layer.build((None, None, 4))
    assert layer.output_shape == (None, None, 6)
    np.testing.assert_array_equal(run(layer, np.ones((2, 3, 4))), np.ones((2, 2, 6)))


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ((5, 2), r"re: cannot make \(5, 2\) of .*has 12 numbers, the new shape 10"),
        ((-1, 5), r"re: cannot make \(-1, 5\) of .*the new shape a multiple of 5"),
        ((-1, -1), "re: .*more than one -1"),
        ((0, 12), "re: a size in target_shape=0"),
        ((-2, 6), "re: a size in target_shape=-2"),
    ],
)
def test_shapes_that_cannot_be(target, message):
    with pytest.raises(ShapeError, match=message):
        Reshape(target, name="re").build((None, 3, 4))


@pytest.mark.parametrize("dims", [(2, 1, 3), (3, 1, 2), (1, 2, 3)])
def test_permute(dims, rng):
    x = rng.normal(size=(2, 3, 4, 5))
    np.testing.assert_array_equal(run(Permute(dims), x), x.transpose(0, *dims))


@pytest.mark.parametrize("dims", [(0, 1), (1, 3), (1, 1)])
def test_permute_wants_each_axis_once(dims):
    with pytest.raises(ShapeError, match="turn: dims=.*expected the numbers from 1"):
        Permute(dims, name="turn")


def test_permute_wants_as_many_axes_as_it_names():
    with pytest.raises(ShapeError, match="turn: got input of shape .*expected 4 axes"):
        Permute((2, 1, 3), name="turn").build((None, 3, 4))
