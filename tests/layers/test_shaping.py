"""RepeatVector."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import run
from theanornn.errors import ShapeError
from theanornn.layers import RepeatVector


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
