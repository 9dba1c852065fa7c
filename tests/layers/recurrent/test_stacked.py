"""Cells on top of each other."""

import json

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import run
from tests.layers.recurrent.own_cells import Minimal
from theanornn import layers
from theanornn.custom_objects import CustomObjectScope
from theanornn.errors import ShapeError
from theanornn.layers import (
    GRU,
    LSTM,
    RNN,
    CallContext,
    GRUCell,
    LSTMCell,
    SimpleRNN,
    SimpleRNNCell,
    StackedRNNCells,
)

BATCH, TIME, FEATURES = 3, 4, 2
MASK = np.array([[1, 1, 0, 0], [0, 1, 1, 1], [0, 0, 0, 0]])


@pytest.fixture
def x(rng):
    return rng.normal(size=(BATCH, TIME, FEATURES))


def chained(weights, x, mask, backwards):
    """Three layers on top of each other, with states: what a stack of their cells must be."""
    options = {"return_sequences": True, "return_state": True, "go_backwards": backwards}
    stack = [LSTM(4, **options), SimpleRNN(3, use_bias=False, **options), GRU(5, **options)]
    states = []
    for layer in stack:
        layer.build((None, *x.shape[1:]))
        n = len(layer.weights)
        layer.set_weights(weights[:n])
        weights = weights[n:]
        x, *last = run(layer, x, mask)
        x = x[:, ::-1] if backwards else x
        states.append(last)
    return (x[:, ::-1] if backwards else x), states


@pytest.mark.parametrize(
    ("mask", "backwards", "reverse_state_order"),
    [(None, False, False), (MASK, True, False), (MASK, False, True)],
    ids=["plain", "backwards", "states reversed"],
)
def test_a_stack_is_its_layers_in_a_row(mask, backwards, reverse_state_order, x):
    cells = [LSTMCell(4), Minimal(3), GRUCell(5)]
    stack = StackedRNNCells(cells, reverse_state_order=reverse_state_order)
    rnn = RNN(stack, return_sequences=True, return_state=True, go_backwards=backwards)
    y, *states = run(rnn, x, mask)
    expected, in_row = chained(rnn.get_weights(), x, mask, backwards)
    np.testing.assert_allclose(y, expected, rtol=1e-9, atol=1e-12)
    in_row = in_row[::-1] if reverse_state_order else in_row
    flat = [state for states in in_row for state in states]
    assert stack.state_size == tuple(state.shape[1] for state in flat)
    for got, wanted in zip(states, flat):
        np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-12)


def test_initial_states_go_to_their_cells(x, rng):
    cells = [LSTMCell(4), GRUCell(5)]
    rnn = RNN(cells, return_state=True)
    rnn.build((None, TIME, FEATURES))
    states = [rng.normal(size=(BATCH, size)) for size in (4, 4, 5)]
    got = run(rnn, x, initial_state=states)
    weights = rnn.get_weights()
    lstm = LSTM(4, return_sequences=True, weights=weights[:3])
    gru = GRU(5, weights=weights[3:])
    lstm.build((None, TIME, FEATURES))
    gru.build((None, TIME, 4))
    expected = run(gru, run(lstm, x, initial_state=states[:2]), initial_state=states[2:])
    np.testing.assert_allclose(got[0], expected, rtol=1e-9)
    with pytest.raises(ShapeError, match="2 initial states, expected 3: h_1, c_1, h_2"):
        run(rnn, x, initial_state=states[:2])


def test_one_step_is_that_of_all_cells(rng):
    stack = StackedRNNCells([LSTMCell(4), SimpleRNNCell(3)])
    stack.build((None, FEATURES))
    x, *states = (rng.normal(size=(BATCH, n)) for n in (FEATURES, 4, 4, 3))

    symbols = [T.matrix() for _ in range(4)]
    y, new = stack.call(symbols[0], symbols[1:], context=CallContext())
    first, inner = stack.cells[0].call(symbols[0], symbols[1:3], context=CallContext())
    second, outer = stack.cells[1].call(first, symbols[3:], context=CallContext())

    function = theano.function(symbols, [y, *new, second, *inner, *outer])
    values = function(x, *states)
    for got, expected in zip(values[:4], values[4:]):
        np.testing.assert_allclose(got, expected, rtol=1e-10)


def test_weights_are_those_of_all_cells():
    frozen = GRUCell(5, trainable=False, kernel_regularizer="l2", kernel_constraint="unit_norm")
    cells = [LSTMCell(4, recurrent_regularizer="l1"), frozen]
    rnn = RNN(cells)
    rnn.build((None, TIME, FEATURES))
    assert rnn.weights == [*cells[0].weights, *cells[1].weights]
    assert rnn.trainable_weights == cells[0].weights
    assert len(rnn.penalties()) == 2
    assert list(rnn.constraints_by_weight()) == [frozen.weights[0]]
    rnn.trainable = False
    assert rnn.trainable_weights == []
    assert len(set(rnn.named_weights())) == 6
    assert len({array.name for array in rnn.stored_weights()}) == 6


def test_how_the_cells_run():
    rnn = RNN([LSTMCell(4), Minimal(3)], unroll=True)
    rnn.build((None, TIME, FEATURES))
    assert rnn.driver.driver == "unroll"
    rnn = RNN([LSTMCell(4), SimpleRNNCell(3, activation="softmax")])
    rnn.build((None, TIME, FEATURES))
    assert "scan" in rnn.driver.driver and "Softmax" in rnn.driver.reason


def test_config_round_trip():
    stack = StackedRNNCells([LSTMCell(4), Minimal(3)], reverse_state_order=True, name="a")
    config = json.loads(json.dumps(stack.get_config()))
    with CustomObjectScope({"Minimal": Minimal}):
        again = layers.get({"class_name": "StackedRNNCells", "config": config})
    assert again.get_config() == stack.get_config()
    assert again.state_size == (3, 4, 4)


def test_no_cells():
    with pytest.raises(ShapeError, match="no cells"):
        StackedRNNCells([])
