"""Keras 1's initializations."""

import numpy as np
import pytest
import theano

from theanornn import set_seed
from theanornn.errors import UnknownNameError
from theanornn.keras import initializations
from theanornn.layers import SimpleRNN
from theanornn.randomness import RandomSource

NAMES = [name for name in initializations.__all__ if not name.startswith("get")]


@pytest.mark.parametrize("name", NAMES)
def test_each_gives_a_shared_variable(name):
    variable = getattr(initializations, name)((4, 4), name="w")
    assert variable.name == "w" and variable.dtype == theano.config.floatX
    assert variable.get_value().shape == (4, 4)


@pytest.mark.parametrize("name", ["uniform", "normal", "orthogonal", "identity"])
def test_scale_and_seed(name):
    values = []
    for scale in (1.0, 2.0):
        set_seed(3)
        values.append(getattr(initializations, name)((4, 4), scale=scale).get_value())
    np.testing.assert_allclose(2 * values[0], values[1])


def test_orthogonal_has_the_scale_of_keras_1():
    matrix = initializations.orthogonal((4, 4)).get_value()
    np.testing.assert_allclose(matrix @ matrix.T, 1.1**2 * np.eye(4), atol=1e-6)
    assert initializations.get("orthogonal") is initializations.orthogonal


def test_a_layer_takes_them_as_they_are_and_inside_a_function():
    layer = SimpleRNN(
        output_dim=3,
        init=lambda shape, name=None: initializations.normal(shape, scale=1e-9, name=name),
        inner_init=initializations.identity,
    )
    layer.build((None, None, 2))
    W, U, _ = layer.get_weights()
    assert 0 < abs(W).max() < 1e-7
    np.testing.assert_array_equal(U, np.eye(3))


def test_get_is_for_layers_of_ones_own():
    assert initializations.get("uniform").__name__ == "uniform"  # as they put it into configs
    small = initializations.get({"name": "uniform", "scale": 1e-9})((3,), name="W")
    assert small.name == "W" and abs(small.get_value()).max() <= 1e-9
    with pytest.raises(UnknownNameError, match="did you mean 'uniform'"):
        initializations.get("unifrom")


def test_they_draw_from_the_layers_source():
    values = []
    for _ in range(2):
        layer = SimpleRNN(output_dim=3, init=initializations.get("normal"))
        layer.random = RandomSource(4)
        layer.build((None, None, 2))
        values.append(layer.get_weights()[0])
    np.testing.assert_array_equal(*values)


@pytest.mark.parametrize(
    ("name", "inputs", "outputs"),
    [("lecun", 1, 0), ("glorot", 0.5, 0.5), ("he", 0.5, 0)],
)
@pytest.mark.parametrize("shape", [(20, 30), (6, 5, 4, 3)])
def test_variance_follows_from_inputs_and_outputs(name, inputs, outputs, shape):
    fan_in, fan_out = (20, 30) if len(shape) == 2 else (5 * 12, 6 * 12)
    assert initializations.get_fans(shape) == (fan_in, fan_out)
    deviation = (inputs * fan_in + outputs * fan_out) ** -0.5
    values = getattr(initializations, f"{name}_uniform")(shape).get_value()
    assert 0.99 < abs(values).max() / (np.sqrt(3) * deviation) <= 1 + 1e-6
    if name != "lecun":
        values = getattr(initializations, f"{name}_normal")(shape).get_value()
        assert 0.8 < values.std() / deviation < 1.2


def test_fans():
    assert initializations.get_fans((3, 3, 5, 6), dim_ordering="tf") == (45, 54)
    assert initializations.get_fans((16,)) == (4, 4)
