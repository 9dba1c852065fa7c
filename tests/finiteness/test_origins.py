"""Bad numbers that were planted are found where they were planted."""

import numpy as np
import pytest
import theano.tensor as T

from tests.finiteness.planting import built, found
from theanornn.finiteness.origins import bad
from theanornn.layers import LSTM, Dense


def test_in_the_batch(rng):
    x = rng.normal(size=(3, 5, 2))
    x[1, 4, 0] = np.inf
    origin = found(built(LSTM(2, input_shape=(5, 2), name="reader"), Dense(1)), x)
    assert (origin.phase, origin.time_step, origin.sample) == ("data", 4, 1)
    assert origin.what == "reader_input holds infinity at (1, 4, 0)"


def test_in_the_targets(rng):
    y = np.array([[1.0], [np.nan], [2.0]])
    origin = found(built(Dense(1, input_dim=2, name="last")), rng.normal(size=(3, 2)), y)
    assert (origin.phase, origin.sample, origin.time_step) == ("data", 1, None)
    assert origin.what == "last_target holds NaN at (1, 0)"


@pytest.mark.parametrize("number, gate", list(enumerate("ifco")))
@pytest.mark.parametrize("weight", ["W", "U", "b"])
def test_in_a_weight(rng, number, gate, weight):
    layer = LSTM(2, input_shape=(5, 2), name="memory")
    model = built(layer, Dense(1))
    variable = layer.params[weight]
    value = variable.get_value()
    value[..., 2 * number + 1] = np.nan
    variable.set_value(value)
    origin = found(model, rng.normal(size=(3, 5, 2)))
    assert (origin.phase, origin.layer, origin.gates) == ("weights", "memory", (gate,))
    assert f"memory_{weight} holds {value[..., 0].size} of {value.size} values" in origin.what


def test_in_the_weights_of_a_layer_without_gates(rng):
    model = built(Dense(2, input_dim=2), Dense(1, name="head"))
    model.set_weights(
        [np.full(w.shape, np.inf if w.shape == (2, 1) else 1.0) for w in model.get_weights()]
    )
    origin = found(model, rng.normal(size=(3, 2)))
    assert (origin.phase, origin.layer, origin.gates) == ("weights", "head", ())


def test_in_a_loss_of_ones_own(rng):
    model = built(Dense(1, activation="relu", input_dim=2), loss=lambda y, p: -y * T.log(p))
    model.layers[0].set_weights([-np.ones((2, 1)), np.zeros(1)])
    origin = found(model, np.abs(rng.normal(size=(3, 2))))
    assert (origin.phase, origin.layer) == ("loss", None)
    assert origin.what == "Elemwise{log,no_inplace} of numbers of 0 gives infinity"


def test_gradients_of_a_finite_loss(rng):
    """The root has an infinite slope at 0."""
    model = built(
        Dense(1, activation="relu", input_dim=2, name="head"), loss=lambda y, p: T.sqrt(p)
    )
    model.layers[0].set_weights([-np.ones((2, 1)), np.zeros(1)])
    origin = found(model, np.abs(rng.normal(size=(3, 2))))
    assert origin.phase == "backward"
    assert origin.layer == "head (Dense)"
    assert origin.weights == ("head_W", "head_b")


def test_numbers_that_are_all_right(rng):
    origin = found(built(Dense(1, input_dim=2)), rng.normal(size=(3, 2)))
    assert origin.phase == "unknown"
    assert "finite" in str(origin)


def test_bad():
    assert not bad(3)
    assert not bad(np.array(["a"]))
    assert bad(np.float32("inf"))
