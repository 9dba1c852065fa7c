"""Keras' arrays of a layer against its parameters: names, order, shapes, there and back."""

import numpy as np
import pytest

from theanornn.errors import ShapeError
from theanornn.layers import (
    GRU,
    LSTM,
    BatchNormalization,
    Bidirectional,
    Conv1D,
    Dense,
    Embedding,
    PReLU,
    SimpleRNN,
    TimeDistributed,
)
from theanornn.layers.layouts import Layout, assignments, values

FEATURES, UNITS = 3, 2
OLD, PER_GATE, SIDE_BY_SIDE, NEW = Layout(1), Layout(1, True), Layout(1, False), Layout(2)


def built(layer, rng, shape=(None, 5, FEATURES)):
    layer.build(shape)
    for variable in layer.named_weights().values():
        size = variable.get_value(borrow=True).shape
        variable.set_value(rng.normal(size=size).astype(variable.dtype))
    return layer


def gates(prefix, order):
    return [f"{prefix}_{weight}_{gate}" for gate in order for weight in "WUb"]


# What `[weight.name for weight in layer.weights]` gave in Keras 1.2.2 and 2.3.1 on Theano.
NAMES = [
    (lambda: LSTM(UNITS, name="lstm_1"), PER_GATE, gates("lstm_1", "icfo")),
    (lambda: GRU(UNITS, name="gru_1"), PER_GATE, gates("gru_1", "zrh")),
    (lambda: LSTM(UNITS, name="lstm_1"), SIDE_BY_SIDE, ["lstm_1_W", "lstm_1_U", "lstm_1_b"]),
    (
        lambda: LSTM(UNITS, name="lstm_1"),
        NEW,
        ["lstm_1/kernel", "lstm_1/recurrent_kernel", "lstm_1/bias"],
    ),
    (
        lambda: SimpleRNN(UNITS, name="simplernn_1"),
        OLD,
        ["simplernn_1_W", "simplernn_1_U", "simplernn_1_b"],
    ),
    (
        lambda: Bidirectional(LSTM(UNITS, name="lstm_3"), name="bidirectional_1"),
        PER_GATE,
        gates("forward_lstm_3", "icfo") + gates("backward_lstm_3", "icfo"),
    ),
    (
        lambda: Bidirectional(GRU(UNITS, name="gru_3"), name="bidirectional_1"),
        NEW,
        [
            f"bidirectional_1/{direction}_gru_3/{weight}"
            for direction in ("forward", "backward")
            for weight in ("kernel", "recurrent_kernel", "bias")
        ],
    ),
    (
        lambda: TimeDistributed(Dense(UNITS, name="dense_2"), name="timedistributed_1"),
        OLD,
        ["dense_2_W", "dense_2_b"],
    ),
    (
        lambda: TimeDistributed(Dense(UNITS, name="dense_2"), name="time_distributed_1"),
        NEW,
        ["time_distributed_1/kernel", "time_distributed_1/bias"],
    ),
    (lambda: Conv1D(UNITS, 2, name="c"), NEW, ["c/kernel", "c/bias"]),
    (lambda: PReLU(name="p"), OLD, ["p_alphas"]),
    (lambda: PReLU(name="p"), NEW, ["p/alpha"]),
    (
        lambda: BatchNormalization(name="n"),
        OLD,
        ["n_gamma", "n_beta", "n_running_mean", "n_running_std"],
    ),
    (
        lambda: BatchNormalization(name="n"),
        NEW,
        ["n/gamma", "n/beta", "n/moving_mean", "n/moving_variance"],
    ),
]


@pytest.mark.parametrize(("make", "layout", "names"), NAMES)
def test_names_and_order_are_those_of_keras(make, layout, names, rng):
    assert [array.name for array in built(make(), rng).stored_weights(layout)] == names


def test_an_embeddings_name(rng):
    layer = built(Embedding(4, UNITS, name="e"), rng, (None, 5))
    assert [array.name for array in layer.stored_weights(NEW)] == ["e/embeddings"]
    assert [array.name for array in layer.stored_weights(OLD)] == ["e_W"]


def test_the_gates_of_an_lstm(rng):
    layer = built(LSTM(UNITS), rng)
    i, f, c, o = np.split(layer.params["U"].get_value(), 4, axis=1)
    arrays = values(layer.stored_weights(PER_GATE))
    for got, want in zip(arrays[1::3], (i, c, f, o)):
        np.testing.assert_array_equal(got, want)
    assert [array.shape for array in arrays[:3]] == [(FEATURES, UNITS), (UNITS, UNITS), (UNITS,)]


def test_the_two_biases_of_reset_after_are_one_array(rng):
    layer = built(GRU(UNITS, reset_after=True), rng)
    *_, bias = values(layer.stored_weights(NEW))
    np.testing.assert_array_equal(bias[0], layer.params["b"].get_value())
    np.testing.assert_array_equal(bias[1], layer.params["b_recurrent"].get_value())


def test_the_kernel_of_a_convolution_has_one_axis_more_in_keras_1(rng):
    layer = built(Conv1D(UNITS, 4), rng)
    kernel = values(layer.stored_weights(OLD))[0]
    assert kernel.shape == (4, 1, FEATURES, UNITS)
    np.testing.assert_array_equal(kernel[:, 0], layer.params["W"].get_value())


MAKERS = {
    "LSTM": lambda: LSTM(UNITS),
    "GRU": lambda: GRU(UNITS),
    "GRU, reset after": lambda: GRU(UNITS, reset_after=True),
    "SimpleRNN": lambda: SimpleRNN(UNITS, use_bias=False),
    "Bidirectional": lambda: Bidirectional(LSTM(UNITS)),
    "TimeDistributed": lambda: TimeDistributed(Dense(UNITS)),
    "Conv1D": lambda: Conv1D(UNITS, 2),
    "BatchNormalization": lambda: BatchNormalization(),
}


@pytest.mark.parametrize("layout", [PER_GATE, SIDE_BY_SIDE, NEW])
@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_there_and_back(make, layout, rng):
    layer = built(make(), rng)
    stored = layer.stored_weights(layout)
    arrays = values(stored)
    assert [array.shape for array in arrays] == [target.shape for target in stored]
    back = assignments(stored, arrays, "a layer")
    assert set(back) == set(layer.weights)
    for variable, value in back.items():
        np.testing.assert_array_equal(value, variable.get_value())
        assert value.dtype == variable.dtype


def test_values_of_something_that_is_kept_for_each_parameter(rng):
    layer = built(LSTM(UNITS), rng)
    doubled = values(layer.stored_weights(PER_GATE), lambda p: 2 * p.get_value())
    for got, want in zip(doubled, values(layer.stored_weights(PER_GATE))):
        np.testing.assert_array_equal(got, 2 * want)


def test_get_weights_speaks_the_layers_generation(rng):
    for options, count in (({}, 3), ({"consume_less": "cpu"}, 12), ({"consume_less": "mem"}, 12)):
        assert len(built(LSTM(UNITS, **options), rng).get_weights()) == count
    assert len(built(LSTM(UNITS, consume_less="gpu"), rng).get_weights()) == 3
    assert len(built(GRU(output_dim=UNITS), rng).get_weights()) == 9
    assert len(built(Bidirectional(GRU(output_dim=UNITS)), rng).get_weights()) == 18
    assert (
        len(built(TimeDistributed(LSTM(output_dim=UNITS)), rng, (None, 2, 5, 3)).get_weights())
        == 12
    )


def test_set_weights_takes_what_get_weights_gives(rng):
    layer, other = (built(LSTM(output_dim=UNITS), rng) for _ in range(2))
    other.set_weights(layer.get_weights())
    for got, want in zip(other.params.get_values(), layer.params.get_values()):
        np.testing.assert_array_equal(got, want)


def test_set_weights_takes_the_other_generations_arrays_too(rng):
    old, new = built(LSTM(output_dim=UNITS), rng), built(LSTM(units=UNITS), rng)
    new.set_weights(old.get_weights())
    for got, want in zip(new.params.get_values(), old.params.get_values()):
        np.testing.assert_array_equal(got, want)
    old.set_weights(built(LSTM(units=UNITS), rng).get_weights())
    with pytest.raises(AssertionError):
        np.testing.assert_array_equal(new.params["U"].get_value(), old.params["U"].get_value())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda arrays: arrays[:-1], r"reader: got 11 arrays.*expected 12: reader_W_i \(3, 2\)"),
        (
            lambda arrays: [*arrays[:4], arrays[4].T[:1], *arrays[5:]],
            r"reader: reader_U_c has shape \(2, 2\), but an array of shape \(1, 2\) came",
        ),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(change, message, rng):
    layer = built(LSTM(output_dim=UNITS, name="reader"), rng)
    before = layer.get_weights()
    with pytest.raises(ShapeError, match=message):
        layer.set_weights(change([array + 1 for array in before]))
    for got, want in zip(layer.get_weights(), before):
        np.testing.assert_array_equal(got, want)
