"""Models as predictors: the same numbers as Theano's, whole and step by step."""

import numpy as np
import pytest

from theanornn import cells
from theanornn import layers as L
from theanornn.errors import ConversionError, TheanornnError
from theanornn.models import Model, Sequential


def _ids(rng):
    """Ids with padding before, behind and between, and one row of nothing else."""
    ids = rng.integers(1, 12, (4, 7))
    ids[0, :3], ids[1, 5:], ids[2], ids[3, 4] = 0, 0, 0, 0
    return ids


def _series(rng):
    return rng.normal(size=(4, 7, 3))


class MinimalGatedUnit(cells.Cell):
    """A cell of one's own, of which this package knows nothing."""

    gates, states = ("f", "h"), ("h",)

    def step(self, x, h):
        import theano.tensor as T

        f = self.inner_activation(self.gate(x, "f") + T.dot(h, self.gate(self.U, "f")))
        n = self.activation(self.gate(x, "h") + T.dot(f * h, self.gate(self.U, "h")))
        return ((1 - f) * h + f * n,)


class Decaying(L.Layer):
    """A cell of Keras' kind, whose output is none of its states."""

    state_size = 3

    def call(self, inputs, states):
        state = 0.5 * states[0] + inputs
        return state**2, [state]


def _randomize(model, rng):
    model.set_weights(
        [rng.uniform(0.05, 0.8, w.shape) - 0.4 * (w.ndim == 2) for w in model.get_weights()]
    )
    return model


FIVE = ("tanh", "relu", "elu", "softsign", "selu")
STEPWISE = {
    "simple": lambda: [L.SimpleRNN(4, return_sequences=True, input_shape=(None, 3)), L.Dense(2)],
    "lstm": lambda: [L.LSTM(4, activation="softplus", unroll=True, input_shape=(7, 3))],
    "gru": lambda: [
        L.GRU(4, return_sequences=True, recurrent_activation="hard_sigmoid", input_shape=(7, 3)),
        L.GRU(3, reset_after=True),
        L.Dense(2, activation="softmax"),
    ],
    "frozen": lambda: [
        L.GRU(4, trainable=False, return_sequences=True, input_shape=(None, 3)),
        L.BatchNormalization(),
        *(L.Activation(name) for name in FIVE),
        L.TimeDistributed(L.Dense(2, activation="exponential")),
    ],
    "stacked": lambda: [L.RNN([L.LSTMCell(4), L.GRUCell(3)], input_shape=(None, 3))],
    "own cell": lambda: [L.RNN(MinimalGatedUnit(3, 4), input_shape=(None, 3))],
    "traced": lambda: [L.RNN(Decaying(), return_sequences=True, input_shape=(None, 3))],
    "masking": lambda: [
        L.Masking(0.0, input_shape=(None, 3)),
        L.LSTM(4, return_sequences=True),
        L.Dropout(0.5),
        L.SimpleRNN(2, return_sequences=True),
    ],
    "ids": lambda: [
        L.Embedding(12, 3, mask_zero=True, input_length=7),
        L.GRU(4, return_sequences=True),
        L.LSTM(3, return_sequences=True),
        L.Dense(1, activation="sigmoid"),
    ],
}
WHOLE = {
    "backwards": lambda: [
        L.GRU(4, go_backwards=True, return_sequences=True, input_shape=(None, 3)),
        L.LeakyReLU(),
    ],
    "bidirectional": lambda: [
        L.Embedding(12, 3, mask_zero=True, input_length=7),
        L.Bidirectional(L.LSTM(4, return_sequences=True), merge_mode="ave"),
        L.Bidirectional(L.SimpleRNN(3)),
    ],
    "windows": lambda: [
        L.Conv1D(4, 3, padding="causal", activation="relu", input_shape=(None, 3)),
        L.MaxPooling1D(2),
        L.ZeroPadding1D(2),
        L.Conv1D(2, 2, strides=2),
        L.AveragePooling1D(2, padding="same"),
        L.GlobalMaxPooling1D(),
    ],
    "shapes": lambda: [
        L.LSTM(4, input_shape=(None, 3)),
        L.RepeatVector(3),
        L.Permute((2, 1)),
        L.Flatten(),
        L.PReLU(),
        L.Dense(6),
        L.Reshape((2, 3)),
        L.Softmax(axis=1),
    ],
}


@pytest.mark.parametrize("name", [*STEPWISE, *WHOLE])
def test_the_predictor_gives_what_the_model_gives(name, rng):
    model = _randomize(Sequential({**STEPWISE, **WHOLE}[name]()), rng)
    is_ids = isinstance(model.layers[0], L.Embedding)
    x = _ids(rng) if is_ids else _series(rng)
    if name == "masking":
        x = x * (_ids(rng) > 0)[:, :, None]
    expected = model.predict(x)
    predictor = model.to_numpy()
    np.testing.assert_allclose(predictor.predict(x), expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(predictor.predict(x, batch_size=3)[:3], predictor.predict(x[:3]))
    if name in WHOLE:
        with pytest.raises(TheanornnError, match="use predict"):
            predictor.step(x[:, 0])
        return
    steps = np.stack([predictor.step(x[:, t]) for t in range(7)], axis=1)
    steps = steps if expected.ndim == 3 else steps[:, -1]
    np.testing.assert_allclose(steps, expected, rtol=1e-12, atol=1e-12)
    predictor.reset_states()
    assert predictor.states is None
    np.testing.assert_array_equal(predictor.step(x[:1, 0]).shape[0], 1)


def test_making_a_predictor_changes_nothing(rng):
    layer = L.LSTM(4, unroll=True, input_shape=(7, 3))
    model = Sequential([layer])
    before = {name: repr(value) for name, value in vars(layer).items()}
    model.to_numpy()
    assert {name: repr(vars(layer)[name]) for name in before} == before


def test_states_of_a_stateful_model_are_carried(rng):
    model = Sequential([L.LSTM(4, stateful=True, batch_input_shape=(4, None, 3))])
    x = _series(rng)
    model.predict(x)
    predictor = model.to_numpy()  # goes on from where the model is
    expected = [model.predict(x), model.predict(x)]
    np.testing.assert_allclose([predictor.predict(x), predictor.predict(x)], expected, rtol=1e-12)
    predictor.reset_states()
    model.reset_states()
    np.testing.assert_allclose(predictor.predict(x), model.predict(x), rtol=1e-12)
    with pytest.raises(TheanornnError, match="batches of 4"):
        predictor.predict(x[:3])


def test_a_graph_of_layers_with_several_inputs_and_outputs(rng):
    words, series = L.Input((None,), dtype="int32"), L.Input((None, 3))
    encoded = L.LSTM(4, return_sequences=True)(L.Embedding(12, 3)(words))
    both = L.Concatenate()([encoded, series])
    last, *states = L.GRU(4, return_state=True)(both)
    decoded = L.SimpleRNN(4, return_sequences=True)(series, initial_state=states)
    model = Model([words, series], [L.Dense(2)(last), decoded])
    x = [_ids(rng), _series(rng)]
    predictor = model.to_numpy()
    for made, expected in zip(predictor.predict(x), model.predict(x)):
        np.testing.assert_allclose(made, expected, rtol=1e-12)
    with pytest.raises(TheanornnError, match="Concatenate"):
        predictor.step([x[0][:, 0], x[1][:, 0]])


def test_no_steps_where_states_come_from_elsewhere_or_a_layer_is_used_twice(rng):
    series = L.Input((None, 3))
    _, state = L.GRU(4, return_state=True)(series)
    decoded = L.GRU(4, return_sequences=True, name="decoder")(series, initial_state=[state])
    predictor = Model(series, decoded).to_numpy()
    with pytest.raises(TheanornnError, match="decoder starts from states that it is given"):
        predictor.step(_series(rng)[:, 0])
    shared = L.GRU(3, return_sequences=True)
    twice = Model(series, shared(shared(series)))
    predictor = twice.to_numpy()
    assert predictor.predict(_series(rng)).shape == (4, 7, 3)
    with pytest.raises(TheanornnError, match="used only once"):
        predictor.step(_series(rng)[:, 0])


def test_a_scan_within_a_lambda(rng):
    import theano
    import theano.tensor as T

    def summed(x):
        def step(x_t, before, earlier):
            return before + earlier + x_t, x_t**2

        first = T.zeros((2, x.shape[0], x.shape[2]))
        (sums, squares), _ = theano.scan(
            step,
            x.dimshuffle(1, 0, 2),
            outputs_info=[{"initial": first, "taps": [-1, -2]}, None],
        )
        return sums[-1] + squares.max(axis=0) + T.argmax(x, axis=1)

    model = Sequential([L.Lambda(summed, output_shape=(3,), input_shape=(7, 3))])
    x = _series(rng)
    np.testing.assert_allclose(model.to_numpy().predict(x), model.predict(x), rtol=1e-12)


def test_what_cannot_leave_is_named(rng):
    import theano.tensor as T

    model = Sequential([L.Lambda(lambda x: T.sort(x, axis=1), input_shape=(7, 3))])
    with pytest.raises(ConversionError, match="SortOp"):
        model.to_numpy()
