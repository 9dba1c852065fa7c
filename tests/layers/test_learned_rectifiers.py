"""Activations with parameters; more numbers are in test_against_keras.py."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import run
from theanornn.errors import ShapeError
from theanornn.layers import CallContext, ParametricSoftplus, PReLU, SReLU


def prelu(x, alpha):
    return np.where(x > 0, x, alpha * x)


def softplus(x, alpha, beta):
    return alpha * np.log1p(np.exp(beta * x))


def srelu(x, t_left, a_left, t_right, a_right):
    right = t_left + abs(t_right)
    below, above = t_left + a_left * (x - t_left), right + a_right * (x - right)
    return np.where(x < t_left, below, np.where(x > right, above, x))


CASES = [(PReLU, prelu), (ParametricSoftplus, softplus), (SReLU, srelu)]


@pytest.mark.parametrize(("layer", "formula"), CASES)
@pytest.mark.parametrize("shared_axes", [None, 1, [1], (1, 2)])
def test_values(layer, formula, shared_axes, rng):
    x = rng.normal(size=(5, 4, 3))
    layer = layer(shared_axes=shared_axes)
    layer.build((None, 4, 3))
    shape = {None: (4, 3), 1: (1, 3), (1, 2): (1, 1)}[
        shared_axes[0] if isinstance(shared_axes, list) else shared_axes
    ]
    values = [abs(rng.normal(size=shape)) for _ in layer.get_weights()]
    layer.set_weights(values)
    np.testing.assert_allclose(run(layer, x), formula(x, *values), rtol=1e-9)


@pytest.mark.parametrize("layer", [PReLU, ParametricSoftplus, SReLU])
def test_gradient_of_shared_parameters_is_that_of_the_sum(layer, rng):
    x = rng.normal(size=(5, 4, 3))
    layer = layer(shared_axes=[1])
    layer.build((None, 4, 3))
    parameter = layer.weights[0]
    symbol = T.tensor3()
    total = T.sum(layer.call(symbol, context=CallContext()) ** 2)
    function = theano.function([symbol], [total, T.grad(total, parameter)])
    start, step = parameter.get_value() + 0.1, 1e-6
    parameter.set_value(start)
    _, gradient = function(x)
    assert gradient.shape == (1, 3)
    for place in range(3):
        moved = start.copy()
        moved[0, place] += step
        parameter.set_value(moved)
        above, _ = function(x)
        parameter.set_value(start)
        below, _ = function(x)
        assert gradient[0, place] == pytest.approx((above - below) / step, rel=1e-3, abs=1e-6)


def test_what_they_begin_with():
    layer = ParametricSoftplus(alpha_init=0.5, beta_init=2.0)
    layer.build((None, 3))
    alphas, betas = layer.get_weights()
    assert np.all(alphas == 0.5) and np.all(betas == 2.0)
    layer = SReLU()
    layer.build((None, 3))
    t_left, a_left, t_right, a_right = layer.get_weights()
    assert np.all(t_left == 0) and np.all(a_right == 1)
    assert np.any(a_left != 0) and np.any(t_right != 0)
    layer = PReLU(init="one", alpha_regularizer="l2", alpha_constraint="non_neg")
    layer.build((None, 3))
    assert np.all(layer.get_weights()[0] == 1)
    assert list(layer.params.regularizers) == list(layer.params.constraints) == ["alpha"]


def test_what_they_cannot_take():
    with pytest.raises(ShapeError, match=r"re: .*Give shared_axes=\[1\]"):
        PReLU(name="re").build((None, None, 3))
    PReLU(shared_axes=[1]).build((None, None, 3))
    for axes in (0, 3):
        with pytest.raises(ShapeError, match=rf"re: shared_axes=\[{axes}\], expected axes from 1"):
            PReLU(shared_axes=axes, name="re").build((None, 4, 3))
    layer = PReLU(name="re")
    layer.build((None, 4, 3))
    with pytest.raises(ShapeError, match="re: was built for"):
        layer.build((None, 5, 3))
