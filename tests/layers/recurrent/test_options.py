"""Initial values, regularizers, constraints and dropout of recurrent layers."""

import numpy as np
import pytest
import theano.tensor as T

from tests.layers.evaluation import run
from tests.layers.recurrent.oracle import FEATURES, TIME, UNITS
from theanornn.errors import ShapeError, TheanornnError
from theanornn.layers import GRU, LSTM, SimpleRNN
from theanornn.regularizers import L1L2


@pytest.mark.parametrize(("layer_class", "gates"), [(SimpleRNN, 1), (LSTM, 4), (GRU, 3)])
def test_each_initializer_reaches_its_own_weight(layer_class, gates):
    layer = layer_class(
        UNITS, kernel_initializer="zeros", recurrent_initializer="identity", bias_initializer="ones"
    )
    layer.build((None, None, FEATURES))
    W, U, b = layer.get_weights()
    np.testing.assert_array_equal(W, np.zeros((FEATURES, gates * UNITS)))
    np.testing.assert_array_equal(U, np.tile(np.eye(UNITS), gates))
    np.testing.assert_array_equal(b, np.ones(gates * UNITS))


@pytest.mark.parametrize("layer_class", [SimpleRNN, LSTM, GRU])
def test_each_regularizer_and_constraint_reaches_its_own_weight(layer_class):
    def only(suffix):
        return {f"{kind}_{suffix}" for kind in ("kernel", "recurrent", "bias")}

    penalties = {name: L1L2(l2=0.1) for name in only("regularizer")}
    limits = {name: lambda w: w for name in only("constraint")}
    layer = layer_class(UNITS, **penalties, **limits)
    layer.build((None, None, FEATURES))
    for weight, kind in (("W", "kernel"), ("U", "recurrent"), ("b", "bias")):
        assert layer.params.regularizers[weight] is penalties[f"{kind}_regularizer"]
        assert layer.params.constraints[weight] is limits[f"{kind}_constraint"]


@pytest.mark.parametrize(
    ("layer_class", "options", "gates"),
    [
        (SimpleRNN, {"W_regularizer": T.max}, 1),
        (LSTM, {"W_regularizer": T.max}, 4),
        (GRU, {"W_regularizer": T.max}, 3),
        (LSTM, {"W_regularizer": T.max, "consume_less": "gpu"}, 1),
        (LSTM, {"kernel_regularizer": T.max}, 1),
    ],
)
def test_keras_1_regularizes_each_gate_by_itself(layer_class, options, gates):
    layer = layer_class(UNITS, **options)
    layer.build((None, None, FEATURES))
    W = layer.params["W"].get_value()
    parts = np.split(W, gates, axis=1)
    penalties = [penalty.eval() for penalty in layer.losses]
    assert sorted(penalties) == sorted(part.max() for part in parts)


def test_recurrent_weights_start_orthogonal_gate_by_gate_with_the_gain_of_their_keras():
    for options, gain in (
        ({}, 1.0),
        ({"inner_init": "orthogonal"}, 1.1),
        ({"consume_less": "cpu"}, 1.1),
    ):
        layer = LSTM(UNITS, **options)
        layer.build((None, None, FEATURES))
        for block in np.split(layer.params["U"].get_value(), 4, axis=1):
            np.testing.assert_allclose(block @ block.T, gain**2 * np.eye(UNITS), atol=1e-9)


def test_gates_are_those_of_the_generation():
    assert LSTM(UNITS).get_config()["recurrent_activation"] == "sigmoid"
    assert GRU(output_dim=UNITS).get_config()["recurrent_activation"] == "hard_sigmoid"


def echo(**options):
    """A layer whose output is its input plus, one step later, its own state."""
    layer = SimpleRNN(
        FEATURES,
        activation="linear",
        kernel_initializer="identity",
        recurrent_initializer="identity",
        return_sequences=True,
        **options,
    )
    return layer


def test_input_dropout_is_the_same_at_all_steps():
    x = np.ones((50, TIME, FEATURES))
    layer = echo(dropout=0.25)
    y = run(layer, x, training=True)
    seen = np.diff(y, axis=1, prepend=0)  # what entered at each step
    np.testing.assert_allclose(seen, np.repeat(seen[:, :1], TIME, axis=1), atol=1e-9)
    assert set(np.round(np.unique(seen), 6)) == {0.0, np.round(1 / 0.75, 6)}
    assert np.mean(seen == 0) == pytest.approx(0.25, abs=0.12)
    np.testing.assert_allclose(run(layer, x), np.cumsum(x, axis=1))


def test_recurrent_dropout_is_the_same_at_all_steps():
    x = np.zeros((50, TIME, FEATURES))
    x[:, 0] = 1.0
    layer = echo(recurrent_dropout=0.25)
    y = run(layer, x, training=True)
    mask = y[:, 1]  # the state came through once
    assert set(np.round(np.unique(mask), 6)) == {0.0, np.round(1 / 0.75, 6)}
    np.testing.assert_allclose(y, np.stack([mask**step for step in range(TIME)], axis=1))
    np.testing.assert_allclose(run(layer, x), np.ones_like(x))


def test_dropout_is_drawn_anew_for_each_batch():
    first, second = run(echo(dropout=0.5), np.ones((20, 1, FEATURES)), training=True, calls=2)
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("rate", [-0.1, 1.0, 2])
@pytest.mark.parametrize("argument", ["dropout", "recurrent_dropout"])
def test_a_rate_outside_the_range_is_refused(argument, rate):
    with pytest.raises(TheanornnError, match=f"reader: {argument}={rate}"):
        LSTM(UNITS, name="reader", **{argument: rate})


@pytest.mark.parametrize("units", [0, -3, 2.5, "5", True])
def test_units_are_a_whole_number(units):
    with pytest.raises(ShapeError, match="units"):
        LSTM(units)
