"""RNN: any cell as a layer."""

import json

import numpy as np
import pytest
import theano

from tests.layers.evaluation import compiled, run
from tests.layers.recurrent.own_cells import (
    Minimal,
    MinimalGatedUnit,
    TwoSizes,
    WithConstants,
)
from theanornn import layers
from theanornn.custom_objects import CustomObjectScope
from theanornn.errors import ShapeError, TheanornnError
from theanornn.layers import (
    GRU,
    LSTM,
    RNN,
    GRUCell,
    Input,
    LSTMCell,
    SimpleRNN,
    SimpleRNNCell,
)
from theanornn.randomness import RandomSource

BATCH, TIME, FEATURES, UNITS = 3, 4, 2, 5
MASK = np.array([[1, 1, 0, 0], [0, 1, 1, 1], [0, 0, 0, 0]])
CASES = {
    "SimpleRNN": (SimpleRNNCell, SimpleRNN, {"activation": "relu"}),
    "LSTM": (LSTMCell, LSTM, {"unit_forget_bias": False}),
    "GRU": (GRUCell, GRU, {"use_bias": False}),
    "GRU reset after": (GRUCell, GRU, {"reset_after": True}),
}
cases = pytest.mark.parametrize(
    ("cell_class", "layer_class", "options"), CASES.values(), ids=list(CASES)
)


@pytest.fixture
def x(rng):
    return rng.normal(size=(BATCH, TIME, FEATURES))


def equal(got, expected):
    for one, other in zip(got, expected):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("how", "mask"),
    [
        ({}, None),
        ({"return_sequences": True, "go_backwards": True}, MASK),
        ({"unroll": True}, MASK),
    ],
    ids=["plain", "backwards", "unrolled"],
)
@cases
def test_a_cell_is_the_layer_of_its_name(cell_class, layer_class, options, how, mask, x, rng):
    layer = layer_class(UNITS, **options, **how, return_state=True)
    layer.build((None, TIME, FEATURES))
    weights = [rng.normal(size=array.shape) for array in layer.get_weights()]
    layer.set_weights(weights)
    rnn = RNN(cell_class(UNITS, **options), **how, return_state=True, weights=weights)
    equal(run(rnn, x, mask), run(layer, x, mask))
    assert rnn.output_shape == layer.output_shape


def test_dropout_is_that_of_the_layer(x):
    rates = {"dropout": 0.4, "recurrent_dropout": 0.4}
    layer, rnn = LSTM(UNITS, **rates), RNN(LSTMCell(UNITS, **rates))
    for each in (layer, rnn):
        each.random = RandomSource(3)
    np.testing.assert_array_equal(run(layer, x, training=True), run(rnn, x, training=True))
    assert not np.array_equal(run(rnn, x, training=True), run(rnn, x))


def test_stateful(x):
    cells = [LSTMCell(UNITS), GRUCell(3)]
    rnn = RNN(cells, stateful=True, return_state=True)
    function = compiled(rnn, x)
    first, second = function(x), function(x)
    assert not np.allclose(first[0], second[0])
    equal([state.get_value() for state in rnn.states], second[1:])
    rnn.reset_states()
    equal(function(x), first)
    assert [state.get_value().shape for state in rnn.states] == [(BATCH, 5), (BATCH, 5), (BATCH, 3)]


def test_a_cell_of_theanornn(x):
    cell = MinimalGatedUnit(FEATURES, UNITS, name="mgu")
    rnn = RNN(cell, return_sequences=True)
    y = run(rnn, x)
    W, U, b = rnn.get_weights()
    h, expected = np.zeros((BATCH, UNITS)), []
    for t in range(TIME):
        z = x[:, t] @ W + b
        f = 1 / (1 + np.exp(-z[:, :UNITS] - h @ U[:, :UNITS]))
        h = (1 - f) * h + f * np.tanh(z[:, UNITS:] + (f * h) @ U[:, UNITS:])
        expected.append(h)
    np.testing.assert_allclose(y.swapaxes(0, 1), expected, rtol=1e-9)
    assert rnn.trainable_weights == list(cell.params.values())
    with pytest.raises(ShapeError, match="mgu: got input of 7 features.*n_in=2"):
        RNN(MinimalGatedUnit(FEATURES, UNITS, name="mgu")).build((None, TIME, 7))


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
def test_a_cell_of_keras_kind(mask, x):
    rnn = RNN(Minimal(UNITS), return_sequences=True, return_state=True, go_backwards=True)
    got = run(rnn, x, mask)
    kernel, recurrent = rnn.get_weights()
    same = SimpleRNN(
        UNITS,
        use_bias=False,
        return_sequences=True,
        return_state=True,
        go_backwards=True,
        weights=[kernel, recurrent],
    )
    equal(got, run(same, x, mask))
    assert rnn.cell.params is not rnn.params
    assert rnn.weights == rnn.cell.weights == [rnn.cell.kernel, rnn.cell.recurrent]


def test_how_a_cell_of_keras_kind_runs():
    rnn = RNN(Minimal(UNITS))
    rnn.build((None, TIME, FEATURES))
    assert rnn.driver.driver in ("fused", "scan")
    if rnn.driver.driver == "scan":
        assert "compiler" in rnn.driver.reason


def test_a_cell_that_is_no_layer(x):
    rnn = RNN(TwoSizes(), return_sequences=True, return_state=True)
    y, a, b = run(rnn, x, MASK)
    sums = np.cumsum(x * MASK[:, :, None], axis=1)
    expected = np.concatenate([sums, sums.sum(axis=2, keepdims=True)], axis=2)
    expected[1, 0] = 0  # before the first real step there is no output
    np.testing.assert_allclose(y, expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(a, sums[:, -1], rtol=1e-9)
    assert b.shape == (BATCH, 1)
    assert rnn.output_shape == [(None, TIME, 3), (None, 2), (None, 1)]
    assert rnn.get_weights() == [] and rnn.state_size == (2, 1)
    np.testing.assert_allclose(run(rnn, x, MASK, training=True)[0], 10 * y, rtol=1e-9)


def test_constants_are_seen_at_each_step(x, rng):
    given = rng.normal(size=(BATCH, 3))
    rnn = RNN(WithConstants(UNITS), return_sequences=True)
    symbol = Input((TIME, FEATURES))
    constant = Input((3,))
    y = rnn(symbol, constants=constant)
    assert y._keras_shape == (None, TIME, UNITS)
    assert rnn.inbound_nodes[0].input_tensors == [symbol, constant]
    C, W, U = rnn.get_weights()
    h, expected = np.zeros((BATCH, UNITS)), []
    for t in range(TIME):
        h = np.tanh(x[:, t] @ W + h @ U) + given @ C
        expected.append(h)
    got = theano.function([symbol, constant], y)(x, given)
    np.testing.assert_allclose(got.swapaxes(0, 1), expected, rtol=1e-9)
    assert rnn.get_config()["num_constants"] == 1


def test_constants_with_initial_states(x, rng):
    inputs = [Input((TIME, FEATURES)), Input((UNITS,)), Input((3,))]
    rnn = RNN(WithConstants(UNITS))
    y = rnn(inputs[0], initial_state=inputs[1], constants=inputs[2])
    arrays = [x, rng.normal(size=(BATCH, UNITS)), rng.normal(size=(BATCH, 3))]
    again = RNN(WithConstants(UNITS, name="again"))
    again._n_constants = 1
    in_list = again(inputs)
    again.set_weights(rnn.get_weights())
    equal(*(theano.function(inputs, [each])(*arrays) for each in (y, in_list)))


def test_constants_that_the_cell_does_not_take():
    with pytest.raises(ShapeError, match="constants"):
        RNN(Minimal(UNITS))(Input((TIME, FEATURES)), constants=Input((3,)))


def test_arrays_as_initial_states(x, rng):
    h, c = rng.normal(size=(2, BATCH, UNITS))
    rnn, symbol = RNN(LSTMCell(UNITS), return_state=True), Input((TIME, FEATURES))
    y = rnn(symbol, initial_state=[h, c])
    layer = LSTM(UNITS, return_state=True, weights=rnn.get_weights())
    layer.build((None, TIME, FEATURES))
    expected = layer(symbol, initial_state=[theano.shared(h), theano.shared(c)])
    equal(theano.function([symbol], y)(x), theano.function([symbol], expected)(x))


def test_config_round_trip():
    own = {"Minimal": Minimal, "WithConstants": WithConstants}
    for cell in (LSTMCell(UNITS), [GRUCell(3), Minimal(4)], WithConstants(UNITS)):
        layer = RNN(cell, return_sequences=True, stateful=True, batch_input_shape=(2, 4, 3))
        config = json.loads(json.dumps(layer.get_config()))
        with CustomObjectScope(own):
            again = layers.get({"class_name": "RNN", "config": config})
        assert again.get_config() == layer.get_config()
        assert type(again.cell) is type(layer.cell)


def test_a_cell_without_config_is_not_described():
    with pytest.raises(TheanornnError, match=r"TwoSizes has no get_config\(\)"):
        RNN(TwoSizes()).get_config()


def test_a_subclass_in_the_manner_of_keras(x):
    class Summed(RNN):
        def __init__(self, units, **options):
            super().__init__(GRUCell(units), return_sequences=True, **options)

        def call(self, inputs, mask=None, training=None, initial_state=None, constants=None):
            y = super().call(inputs, mask=mask, training=training, initial_state=initial_state)
            return y.sum(axis=1)

        def compute_output_shape(self, input_shape):
            batch, _, units = super().compute_output_shape(input_shape)
            return (batch, units)

    symbol = Input((TIME, FEATURES))
    layer = Summed(UNITS)
    got = theano.function([symbol], layer(symbol))(x)
    plain = RNN(GRUCell(UNITS), return_sequences=True, weights=layer.get_weights())
    np.testing.assert_allclose(got, run(plain, x).sum(axis=1), rtol=1e-9)


@pytest.mark.parametrize("thing", [LSTMCell, LSTM(3), object(), 7])
def test_what_is_no_cell(thing):
    with pytest.raises(TheanornnError, match="expected a cell|is no cell"):
        RNN(thing)
