"""Models written to ONNX: what onnxruntime computes is what the model predicts."""

import numpy as np
import pytest
import theano.tensor as T

from theanornn import cells
from theanornn import layers as L
from theanornn.cells.systems import SYSTEMS
from theanornn.errors import ConversionError
from theanornn.models import Model, Sequential
from theanornn.serialization.convert.to_onnx import onnx_model

onnxruntime = pytest.importorskip("onnxruntime")
pytest.importorskip("onnx")

KINDS = (L.SimpleRNN, L.LSTM, L.GRU)


def randomized(layers, rng):
    model = Sequential(layers)
    model.set_weights(
        [rng.uniform(0.05, 0.8, w.shape) - 0.4 * (w.ndim > 1) for w in model.get_weights()]
    )
    return model


def padded_ids(rng):
    """Ids with padding before, behind and between, and one row of nothing else."""
    ids = rng.integers(1, 12, (5, 7))
    ids[0, :3], ids[1, 5:], ids[2], ids[3, 4] = 0, 0, 0, 0
    return ids


def session_of(made):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # waiting threads spin
    return onnxruntime.InferenceSession(
        made.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def check(model, x):
    made = onnx_model(model)
    session = session_of(made)
    first, *states = session.get_inputs()
    feed = {each.name: np.zeros(each.shape, "float32") for each in states}
    feed[first.name] = x.astype("int32" if "int" in first.type else "float32")
    # The predictor is held to model.predict by tests of its own, and needs nothing compiled.
    expected = model.to_numpy().predict(x)
    got = session.run(None, feed)[0]
    assert got.shape == expected.shape
    np.testing.assert_allclose(got, expected, rtol=1e-5, atol=2e-6)
    return made


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_any_mask(kind, backwards, rng):
    options = {"go_backwards": backwards}
    ids = padded_ids(rng)
    last = [
        L.Embedding(12, 3, mask_zero=True, input_length=7),
        kind(4, return_sequences=True, **options),
        L.Dropout(0.5),
        kind(3, return_sequences=kind is not L.LSTM, **options),  # masked steps are seen, too
        L.Dense(1, activation="sigmoid"),
    ]
    made = check(randomized(last, rng), ids)
    operators = [node.op_type for node in made.graph.node]
    assert operators.count("TopK") == 1  # both layers use one packing


@pytest.mark.parametrize(
    "merge_mode, mask_zero", [("concat", True), ("sum", False), ("mul", True), ("ave", False)]
)
def test_both_directions(merge_mode, mask_zero, rng):
    layers = [
        L.Embedding(12, 3, mask_zero=mask_zero, input_length=7),
        L.Bidirectional(L.LSTM(4, return_sequences=mask_zero), merge_mode=merge_mode),
    ]
    check(randomized(layers, rng), padded_ids(rng))


@pytest.mark.parametrize("reset_after", [False, True])
@pytest.mark.parametrize("gates", ["sigmoid", "hard_sigmoid"])
def test_forms_of_the_gru(gates, reset_after, rng):
    layer = L.GRU(4, reset_after=reset_after, recurrent_activation=gates, input_shape=(None, 3))
    made = check(randomized([layer], rng), rng.normal(size=(2, 5, 3)))
    (node,) = (node for node in made.graph.node if node.op_type == "GRU")
    (form,) = (each.i for each in node.attribute if each.name == "linear_before_reset")
    assert form == reset_after


@pytest.mark.parametrize("name", ["elu", "linear", "relu", "softplus", "softsign"])
def test_activations_of_cells(name, rng):
    layers = [
        L.LSTM(4, activation=name, return_sequences=True, input_shape=(None, 3)),
        L.SimpleRNN(3, activation=name, use_bias=False),
    ]
    check(randomized(layers, rng), rng.normal(size=(2, 5, 3)))


def test_a_cell_with_peepholes(rng):
    cell = cells.LSTMCell(3, 4, peepholes=True)
    check(randomized([L.RNN(cell, input_shape=(None, 3))], rng), rng.normal(size=(2, 5, 3)))


@pytest.mark.parametrize("like", [*SYSTEMS])
def test_cells_that_are_like_those_of_other_systems(like, rng):
    """Gates in another order, an update gate turned round, two biases or one twice."""
    made = {"simple_rnn": cells.SimpleRNNCell, "lstm": cells.LSTMCell, "gru": cells.GRUCell}
    for kind in SYSTEMS[like]:
        learns = SYSTEMS[like][kind].options.get("learn_init", False)
        options = {"learn_init": False} if learns else {}
        cell = made[kind](3, 4, like=like, **options)
        check(randomized([L.RNN(cell, input_shape=(None, 3))], rng), rng.normal(size=(2, 5, 3)))


class MinimalGatedUnit(cells.Cell):
    """A cell of one's own, of which this package knows nothing."""

    gates, states = ("f", "h"), ("h",)

    def step(self, x, h):
        f = self.inner_activation(self.gate(x, "f") + T.dot(h, self.gate(self.U, "f")))
        n = self.activation(self.gate(x, "h") + T.dot(f * h, self.gate(self.U, "h")))
        return (T.switch(f > 0.9, h, (1 - f) * h + f * n),)


class Sorting(cells.Cell):
    gates, states = ("h",), ("h",)

    def step(self, x, h):
        return (T.sort(x + h, axis=1),)


class Reversing(cells.Cell):
    gates, states = ("h",), ("h",)

    def step(self, x, h):
        return (x + h[: h.shape[0]],)


@pytest.mark.parametrize(
    "make",
    [
        lambda **options: L.RNN(MinimalGatedUnit(3, 4), **options),
        lambda **options: L.LSTM(4, activation="selu", **options),
        lambda **options: L.GRU(4, activation="softmax", **options),
        lambda **options: L.RNN(
            cells.LSTMCell(3, 4, activation="selu", learn_init=True), **options
        ),
    ],
)
def test_steps_that_onnx_has_no_operator_for(make, rng):
    """They become a Scan, with any mask, in both directions."""
    for mask_zero in (False, True):
        layers = [
            L.Embedding(12, 3, mask_zero=mask_zero, input_length=7),
            L.Bidirectional(make(return_sequences=mask_zero)),
        ]
        made = check(randomized(layers, rng), padded_ids(rng))
        assert [node.op_type for node in made.graph.node].count("Scan") == 2


def test_layers_between(rng):
    x = rng.normal(size=(5, 20, 3))
    for padding in ("valid", "same", "causal", "full"):
        layers = [
            L.Conv1D(4, 4, padding=padding, strides=2, activation="relu", input_shape=(None, 3)),
            L.Conv1D(2, 2, dilation_rate=2, padding=padding),
            L.MaxPooling1D(2),
            L.AveragePooling1D(2),
            L.GlobalMaxPooling1D(),
        ]
        check(randomized(layers, rng), x)
    layers = [
        L.BatchNormalization(input_shape=(None, 3)),
        L.LSTM(4),
        L.RepeatVector(3),
        L.TimeDistributed(L.Dense(2, activation="elu")),
        L.Permute((2, 1)),
        L.Flatten(),
        L.LeakyReLU(),
        *(L.Activation(name) for name in ("selu", "softplus", "softsign", "exponential")),
        L.Reshape((2, 3)),
        L.Softmax(axis=1),
    ]
    check(randomized(layers, rng), x)
    x[0, :2], x[1, 15:], x[2] = 0, 0, 0
    layers = [
        L.Masking(0.0, input_shape=(None, 3)),
        L.LSTM(4, return_sequences=True),
        L.GlobalAveragePooling1D(),
    ]
    check(randomized(layers, rng), x)


def test_states_of_a_stateful_layer_go_in_and_out(rng):
    model = randomized([L.LSTM(4, stateful=True, batch_input_shape=(2, None, 3), name="lstm")], rng)
    made = check(model, rng.normal(size=(2, 5, 3)))
    assert [each.name for each in made.graph.input][1:] == ["lstm_h_before", "lstm_c_before"]
    session = session_of(made)
    x = rng.normal(size=(2, 6, 3)).astype("float32")
    states = [np.zeros((1, 2, 4), "float32")] * 2
    for steps in (x[:, :4], x[:, 4:]):
        feed = dict(zip((each.name for each in made.graph.input), [steps, *states]))
        y, *states = session.run(None, feed)
    np.testing.assert_allclose(y, model.to_numpy().predict(x), rtol=1e-5, atol=1e-6)


def test_a_model_within_a_model_is_a_chain(rng):
    inner = Sequential([L.LSTM(4, input_shape=(None, 3)), L.Dense(3)])
    source = L.Input((None, 3))
    model = Model(source, L.Dense(2)(inner(source)))
    check(model, rng.normal(size=(2, 5, 3)))


class _OwnLayer(L.Layer):
    def call(self, x, mask=None, *, context):
        return 2 * x


def _branching():
    source = L.Input((3,))
    return Model(source, L.Add()([L.Dense(2)(source), L.Dense(2)(source)]))


@pytest.mark.parametrize(
    "make, words",
    [
        (_branching, "branches"),
        (lambda: Sequential([_OwnLayer(input_shape=(3,))]), "_OwnLayer has no counterpart"),
        (
            lambda: Sequential([L.Dense(2, activation=lambda x: x * 2, input_shape=(3,))]),
            "one of your own",
        ),
        (
            lambda: Sequential([L.RNN([L.LSTMCell(2), L.GRUCell(3)], input_shape=(None, 3))]),
            "of a kind that is not written",
        ),
        (
            lambda: Sequential([L.RNN(Sorting(3, 4), input_shape=(None, 3))]),
            "SortOp",
        ),
        (
            lambda: Sequential([L.RNN(Reversing(3, 4), input_shape=(None, 3))]),
            "its step has shape, which is not written",
        ),
        (
            lambda: Sequential([L.MaxPooling1D(2, padding="same", input_shape=(None, 3))]),
            "padding='valid'",
        ),
    ],
)
def test_what_onnx_cannot_say_is_refused(make, words):
    with pytest.raises(ConversionError, match=words):
        onnx_model(make())
