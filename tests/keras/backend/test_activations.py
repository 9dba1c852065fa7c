"""Beside the values in `test_golden`."""

import numpy as np
import pytest

from theanornn import activations
from theanornn.keras import backend as K


def test_those_of_layers_are_the_same():
    for name in ("elu", "hard_sigmoid", "sigmoid", "softplus", "softsign", "tanh"):
        assert getattr(K, name) is getattr(activations, name)


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2])
def test_softmax_over_any_axis(axis, rng):
    x = rng.normal(size=(3, 4, 2)) + 500
    powers = np.exp(x - 500)
    expected = powers / powers.sum(axis=axis, keepdims=True)
    np.testing.assert_allclose(K.eval(K.softmax(K.variable(x), axis=axis)), expected)


@pytest.mark.parametrize("options", [{}, {"alpha": 0.1}, {"max_value": 2.0}])
@pytest.mark.parametrize("threshold", [0.0, 0.5, -0.5])
def test_relu(options, threshold):
    x = np.array([-2.0, -0.2, 0.0, 0.2, 0.7, 3.0])
    alpha, limit = options.get("alpha", 0), options.get("max_value", np.inf)
    expected = np.where(x > threshold, np.minimum(x, limit), alpha * (x - threshold))
    if "max_value" in options:
        expected = np.clip(expected, 0, limit)  # what Keras' Theano backend does
    got = K.eval(K.relu(K.variable(x), threshold=threshold, **options))
    np.testing.assert_allclose(got, expected, atol=1e-15)


def test_a_slope_may_be_a_variable():
    got = K.relu(K.variable([-2.0, 1.0]), alpha=K.variable(0.25), max_value=0.5)
    assert K.eval(got).tolist() == [-0.5, 0.5]
