"""Highway; more numbers are in test_against_keras.py."""

import numpy as np
import pytest

from tests.layers.evaluation import run
from theanornn.errors import ShapeError
from theanornn.layers import Highway


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


@pytest.mark.parametrize("use_bias", [True, False])
def test_values(use_bias, rng):
    x = rng.normal(size=(5, 3))
    layer = Highway(activation="tanh", use_bias=use_bias)
    layer.build((None, 3))
    values = [rng.normal(size=array.shape) for array in layer.get_weights()]
    layer.set_weights(values)
    W, W_carry, b, b_carry = values if use_bias else (*values, 0, 0)
    gate = sigmoid(x @ W_carry + b_carry)
    expected = gate * np.tanh(x @ W + b) + (1 - gate) * x
    np.testing.assert_allclose(run(layer, x), expected, rtol=1e-9)


def test_the_gate_begins_open():
    layer = Highway()
    layer.build((None, 3))
    assert list(layer.params) == ["W", "W_carry", "b", "b_carry"]
    assert np.all(layer.get_weights()[3] == 1)


def test_an_argument_without_effect_says_so():
    with pytest.warns(UserWarning, match="gate: transform_bias has no effect"):
        Highway(transform_bias=-2, name="gate")


def test_what_it_cannot_take():
    with pytest.raises(ShapeError, match="way: the number of features"):
        Highway(name="way").build((None, None))
