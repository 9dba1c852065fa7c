"""Activation."""

import numpy as np
import pytest
import theano.tensor as T

from tests.layers.evaluation import run
from theanornn.errors import UnknownNameError
from theanornn.layers import Activation


@pytest.mark.parametrize(
    ("activation", "expected"),
    [("relu", lambda x: np.maximum(x, 0)), (T.tanh, np.tanh), (None, lambda x: x)],
    ids=["by name", "a function", "none"],
)
def test_values(activation, expected, rng):
    x = rng.normal(size=(2, 3, 4))
    np.testing.assert_allclose(run(Activation(activation), x), expected(x), rtol=1e-12)


def test_softmax_is_over_the_last_axis(rng):
    y = run(Activation("softmax"), rng.normal(size=(2, 3, 4)))
    np.testing.assert_allclose(y.sum(axis=-1), np.ones((2, 3)))


def test_unknown_name():
    with pytest.raises(UnknownNameError, match="'softmax'"):
        Activation("softmaxx")
