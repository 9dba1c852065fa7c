"""Subclasses of the built-in recurrent layers that override Keras 1's methods of a step."""

import numpy as np
import pytest
import theano.tensor as T

from tests.layers.evaluation import compiled, run
from theanornn.errors import ShapeError
from theanornn.layers import GRU, LSTM, SimpleRNN
from theanornn.randomness import RandomSource

BATCH, TIME, FEATURES, UNITS = 3, 4, 2, 5
MASK = np.array([[1, 1, 0, 0], [0, 1, 1, 1], [0, 0, 0, 0]])
LAYERS = pytest.mark.parametrize("layer", [LSTM, GRU, SimpleRNN])


@pytest.fixture
def x(rng):
    return rng.normal(size=(BATCH, TIME, FEATURES))


def subclass(layer, **methods):
    return type(f"Own{layer.__name__}", (layer,), methods)


def with_step_of(layer):
    """A subclass that does nothing but calling the methods it overrides."""

    def step(self, x, states):
        return layer.step(self, x, states)

    return subclass(layer, step=step)


def equal(got, expected):
    for one, other in zip(got, expected):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("consume_less", ["cpu", "gpu"])
@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@LAYERS
def test_a_step_that_calls_the_layers_is_the_layer(layer, mask, consume_less, x):
    options = {"consume_less": consume_less, "return_sequences": True, "go_backwards": True}
    own = with_step_of(layer)(output_dim=UNITS, return_state=True, **options)
    got = run(own, x, mask)
    plain = layer(output_dim=UNITS, return_state=True, weights=own.get_weights(), **options)
    equal(got, run(plain, x, mask))
    assert own.has_own_steps and not plain.has_own_steps and own.driver is not None


@pytest.mark.parametrize("consume_less", ["cpu", "mem"])
@LAYERS
def test_dropout_is_drawn_once_for_all_steps(layer, consume_less):
    rates = {"dropout_W": 0.5, "dropout_U": 0.5, "consume_less": consume_less}
    own = with_step_of(layer)(output_dim=UNITS, return_sequences=True, **rates)
    own.random = RandomSource(3)
    x = np.ones((64, TIME, FEATURES))
    train, test = run(own, x, training=True), run(own, x)
    assert len(np.unique(train[:, 0].round(9), axis=0)) == 4  # of two features, each may be dropped
    assert len(np.unique(test.round(9), axis=0)) == 1
    assert not np.allclose(train, test)


def test_a_step_and_constants_of_ones_own(x):
    """An LSTM whose output is gated by something it was given, with a weight more."""

    class Gated(LSTM):
        def create_params(self, input_shape):
            super().create_params(input_shape)
            self.U_a = self.inner_init((self.output_dim, self.output_dim), name="U_a")
            self.trainable_weights += [self.U_a]

        def get_constants(self, x):
            return [*super().get_constants(x), T.mean(x, axis=(1, 2))]

        def step(self, x, states):
            h, [h, c] = super().step(x, states)
            h = h * T.nnet.sigmoid(T.dot(h, self.U_a) + T.shape_padright(states[4]))
            return h, [h, c]

    layer = Gated(output_dim=UNITS)
    got = run(layer, x)
    *gates, U_a = layer.get_weights()
    assert len(gates) == 12 and U_a.shape == (UNITS, UNITS)
    i, c, f, o = (gates[k : k + 3] for k in (0, 3, 6, 9))
    np.testing.assert_array_equal(layer.W_f.eval(), f[0])
    np.testing.assert_array_equal(layer.b_o.eval(), o[2])

    def gate(weights, h, t):
        return np.clip(0.2 * linear(weights, h, t) + 0.5, 0, 1)

    def linear(weights, h, t):
        W, U, b = weights
        return x[:, t] @ W + h @ U + b

    h, memory = np.zeros((2, BATCH, UNITS))
    for t in range(TIME):
        memory = gate(f, h, t) * memory + gate(i, h, t) * np.tanh(linear(c, h, t))
        h = gate(o, h, t) * np.tanh(memory)
        h = h / (1 + np.exp(-(h @ U_a) - x.mean(axis=(1, 2))[:, None]))
    np.testing.assert_allclose(got, h, rtol=1e-9)


def test_what_is_done_to_the_input_first(x):
    def preprocess_input(self, x, training=None):
        return SimpleRNN.preprocess_input(self, 2 * x)

    own = subclass(SimpleRNN, preprocess_input=preprocess_input)(output_dim=UNITS, stateful=True)
    function = compiled(own, x)
    got = [function(x), function(x)]
    plain = SimpleRNN(output_dim=UNITS, stateful=True, weights=own.get_weights())
    function = compiled(plain, x)
    equal(got, [function(2 * x), function(2 * x)])


def test_the_width_of_the_input_must_be_known(x):
    def preprocess_input(self, x):
        return x[:, :, : T.cast(T.max(x), "int64") + 1]

    own = subclass(GRU, preprocess_input=preprocess_input)(UNITS)
    own.build((None, TIME, FEATURES))
    with pytest.raises(ShapeError, match="preprocess_input"):
        run(own, x)


def test_names_of_keras_1():
    layer = LSTM(output_dim=UNITS, dropout_U=0.25, W_regularizer="l2", consume_less="mem")
    assert (layer.output_dim, layer.dropout_U, layer.consume_less) == (UNITS, 0.25, "mem")
    assert layer.W_regularizer is layer.kernel_regularizer
    assert layer.inner_activation is layer.recurrent_activation
    assert layer.init((2, 3), name="a").get_value().shape == (2, 3)
    layer.consume_less = "gpu"
    assert layer.implementation == 2
    with pytest.raises(AttributeError, match="'LSTM'.*'inner_it'"):
        layer.inner_it  # noqa: B018
