"""Beside the numbers of the real Keras in tests/keras/custom."""

import numpy as np
import pytest

from theanornn.errors import NotBuiltError, ShapeError
from theanornn.keras import backend as K
from theanornn.keras import legacy
from theanornn.keras.layers.recurrent import LSTM, Recurrent, time_distributed_dense
from theanornn.layers import Bidirectional, Dense, Input, Masking
from theanornn.models import Model, Sequential


class Summing(Recurrent):
    """Gives out the sum so far, and counts."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = units

    def build(self, input_shape):
        self.states = [None, None]
        super().build(input_shape)

    def step(self, x, states):
        return states[0] + x, [states[0] + x, states[1] + 1]


X = np.arange(12.0).reshape(2, 3, 2)


def test_built_in_layers_count_among_them():
    assert isinstance(LSTM(2), Recurrent) and issubclass(LSTM, Recurrent)
    assert isinstance(Summing(2), Recurrent)
    assert not isinstance(Dense(2), Recurrent) and not isinstance(LSTM(2), Summing)
    assert legacy.layers.Recurrent is Recurrent


@pytest.mark.parametrize("unroll", [False, True])
def test_output_of_the_last_step_or_of_all(unroll):
    last = Sequential([Summing(2, input_shape=(3, 2), unroll=unroll)])
    np.testing.assert_array_equal(last.predict(X), X.sum(axis=1))
    every = Sequential([Summing(2, input_dim=2, input_length=3, return_sequences=True)])
    np.testing.assert_array_equal(every.predict(X), X.cumsum(axis=1))
    assert (last.output_shape, every.output_shape) == ((None, 2), (None, 3, 2))


def test_states_go_out_and_come_in():
    x, start = Input((3, 2)), Input((2,))
    y, total, count = Summing(2, return_state=True)(x)
    again = Summing(2)(x, initial_state=[start, start])
    model = Model([x, start], [y, total, count, again])
    values = model.predict([X, np.ones((2, 2))])
    np.testing.assert_array_equal(values[0], values[1])
    np.testing.assert_array_equal(values[2], np.full((2, 2), 3))
    np.testing.assert_array_equal(values[3], X.sum(axis=1) + 1)


def test_masks_and_direction():
    layers = [Masking(input_shape=(3, 2)), Summing(2, return_sequences=True, go_backwards=True)]
    model = Sequential([*layers, Summing(2)])
    x = X.copy()
    x[0, 2] = 0
    backwards = K.function([model.input], [model.layers[1].output])([x])[0]
    np.testing.assert_array_equal(backwards[0], [[0, 0], x[0, 1], x[0, 1] + x[0, 0]])
    # As in Keras, the mask is not turned round with the steps: the last of them is not real.
    np.testing.assert_array_equal(model.predict(x)[0], x[0, 1])


def test_states_are_kept_reset_and_set():
    model = Sequential([Summing(2, stateful=True, batch_input_shape=(2, 3, 2))])
    layer = model.layers[0]
    first, second = model.predict(X), model.predict(X)
    np.testing.assert_array_equal(second, 2 * first)
    model.reset_states()
    np.testing.assert_array_equal(model.predict(X), first)
    layer.reset_states([np.ones((2, 2)), np.zeros((2, 2))])
    np.testing.assert_array_equal(model.predict(X), first + 1)


def test_the_phase_is_told_where_it_is_taken():
    class Dropping(Summing):
        def preprocess_input(self, inputs, training=None):
            return K.in_train_phase(inputs * 0, inputs, training=training)

        def get_constants(self, x):
            return [K.ones_like(x[:, 0])]

        def step(self, x, states):
            output, new_states = super().step(x, states[:2])
            return output + states[2], new_states

    x = Input((3, 2))
    layer = Dropping(2)
    values = Model(x, [layer(x), layer(x, training=True)]).predict(X)
    np.testing.assert_array_equal(values[0], X.sum(axis=1) + 1)
    np.testing.assert_array_equal(values[1], np.ones((2, 2)))


def test_configuration():
    layer = Summing(2, return_sequences=True, return_state=True, stateful=False, name="a")
    config = layer.get_config()
    assert config["return_sequences"] and config["return_state"] and not config["unroll"]
    assert Summing(2, **config).get_config() == config


def test_what_is_missing():
    class Nothing(Recurrent):
        def build(self, input_shape):
            self.states = [None]

    with pytest.raises(NotBuiltError, match="nothing.*self.units"):
        Nothing()(Input((3, 2)))
    with pytest.raises(NotImplementedError, match=r"Nothing must define step"):
        layer = Nothing()
        layer.units = 2
        layer(Input((3, 2)))
    with pytest.raises(ShapeError, match="to unroll"):
        Summing(2, unroll=True)(Input((None, 2)))
    with pytest.raises(NotBuiltError, match="batch_input_shape"):
        Summing(2, stateful=True)(Input((3, 2)))


class Bare(Summing):
    """Has a `call` with no more than it needs, and a weight."""

    def build(self, input_shape):
        super().build(input_shape)
        self.scale = self.add_weight(name="scale", shape=(), initializer="ones")

    def call(self, x):
        return super().call(x * self.scale)

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def test_both_directions():
    model = Sequential(
        [
            Bidirectional(Bare(2, return_sequences=True), input_shape=(3, 2)),
            Bidirectional(Bare(4), merge_mode="ave"),
        ]
    )
    forwards, backwards = X.cumsum(axis=1), X[:, ::-1].cumsum(axis=1)[:, ::-1]
    both = np.concatenate([forwards, backwards], axis=-1)
    np.testing.assert_allclose(model.predict(X), both.sum(axis=1))
    assert [len(layer.weights) for layer in model.layers] == [2, 2]
    model.layers[1].backward_layer.scale.set_value(3.0)
    np.testing.assert_allclose(model.predict(X), 2 * both.sum(axis=1))
    config = {**Bidirectional(Bare(2)).get_config(), "layer": Bare(2, name="a")}
    again = Bidirectional.from_config(config)
    assert again.backward_layer.go_backwards and again.forward_layer.units == 2


def test_time_distributed_dense(rng):
    x, w, b = rng.normal(size=(2, 3, 4)), rng.normal(size=(4, 5)), rng.normal(size=5)
    variables = [K.variable(each) for each in (x, w, b)]
    got = K.eval(time_distributed_dense(*variables, input_dim=4, output_dim=5, timesteps=3))
    np.testing.assert_allclose(got, x @ w + b)
    np.testing.assert_allclose(K.eval(time_distributed_dense(*variables[:2], dropout=0.5)), x @ w)
    ones = K.ones((50, 3, 4))
    dropped = K.function([], [time_distributed_dense(ones, K.eye(4), None, 0.5, training=True)])([])
    assert set(np.unique(dropped)) == {0, 2}
    np.testing.assert_array_equal(dropped[0][:, 0], dropped[0][:, 2])
