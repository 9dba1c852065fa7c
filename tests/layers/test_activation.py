"""Activation, Softmax, ActivityRegularization."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import run
from theanornn.errors import ShapeError, UnknownNameError
from theanornn.layers import Activation, ActivityRegularization, CallContext, Softmax


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


@pytest.mark.parametrize("axis", [-1, 1, -2, 2])
def test_softmax_is_over_the_axis_that_it_is_given(axis, rng):
    x = rng.normal(size=(2, 3, 4))
    powers = np.exp(x)
    expected = powers / powers.sum(axis=axis, keepdims=True)
    np.testing.assert_allclose(run(Softmax(axis), x), expected, rtol=1e-9)


@pytest.mark.parametrize("axis", [0, 3, -3])
def test_softmax_over_an_axis_that_is_not_there(axis):
    with pytest.raises(ShapeError, match=f"sm: axis={axis} is none of the axes of a sample"):
        Softmax(axis, name="sm").build((None, 3, 4))


def test_activity_regularization_adds_to_the_loss_and_changes_nothing(rng):
    x, symbol, context = rng.normal(size=(3, 2)), T.matrix(), CallContext()
    assert ActivityRegularization(l1=0.1, l2=0.2).call(symbol, context=context) is symbol
    (penalty,) = context.losses
    expected = 0.1 * abs(x).sum() + 0.2 * (x**2).sum()
    assert theano.function([symbol], penalty)(x) == pytest.approx(expected)
