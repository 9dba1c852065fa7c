"""Cells as layers: one step, batch-major, with Keras' arguments."""

import json

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn import layers
from theanornn.argument_names import ArgumentError
from theanornn.errors import ShapeError
from theanornn.layers import GRU, LSTM, CallContext, GRUCell, LSTMCell, SimpleRNN, SimpleRNNCell
from theanornn.randomness import RandomSource

UNITS, FEATURES, BATCH = 3, 2, 4
#: Each cell, its layer, and arguments that both take.
CASES = {
    "SimpleRNN": (SimpleRNNCell, SimpleRNN, {"activation": "relu"}),
    "LSTM": (LSTMCell, LSTM, {"recurrent_activation": "hard_sigmoid", "unit_forget_bias": False}),
    "GRU": (GRUCell, GRU, {"use_bias": False}),
    "GRU reset after": (GRUCell, GRU, {"reset_after": True}),
}
cases = pytest.mark.parametrize(
    ("cell_class", "layer_class", "options"), CASES.values(), ids=list(CASES)
)


def test_every_cell_is_here():
    public = {cell for name, cell in layers.LAYERS.items() if name.endswith("Cell")}
    assert public == {case[0] for case in CASES.values()}


def one_step(cell, x, states, mask=None, training=False):
    symbols = [T.matrix() for _ in (x, *states)]
    mask = None if mask is None else np.asarray(mask, theano.config.floatX)
    y, new = cell.call(symbols[0], symbols[1:], mask=mask, context=CallContext(training=training))
    function = theano.function(symbols, [y, *new], on_unused_input="ignore")
    return function(x, *states)


@cases
def test_a_step_is_that_of_the_layer(cell_class, layer_class, options, rng):
    cell = cell_class(UNITS, **options)
    cell.build((None, FEATURES))
    weights = [rng.normal(size=array.shape) for array in cell.get_weights()]
    cell.set_weights(weights)
    layer = layer_class(UNITS, **options, return_state=True, weights=weights)
    layer.build((None, 1, FEATURES))
    x = rng.normal(size=(BATCH, FEATURES))
    n_states = len(np.atleast_1d(cell.state_size))
    states = [rng.normal(size=(BATCH, UNITS)) for _ in range(n_states)]
    got = one_step(cell, x, states)
    symbols = [T.tensor3(), *(T.matrix() for _ in states)]
    expected = layer.call(symbols[0], initial_state=symbols[1:], context=CallContext())
    expected = theano.function(symbols, expected)(x[:, None], *states)
    for one, other in zip(got, expected):
        np.testing.assert_allclose(one, other, rtol=1e-10)
    assert cell.output_size == UNITS and n_states == len(got) - 1


def test_a_masked_row_keeps_its_states(rng):
    cell = LSTMCell(UNITS)
    cell.build((None, FEATURES))
    x, *states = (rng.normal(size=(2, n)) for n in (FEATURES, UNITS, UNITS))
    free, masked = one_step(cell, x, states), one_step(cell, x, states, mask=[1, 0])
    for new, kept, old in zip(free[1:], masked[1:], states):
        np.testing.assert_array_equal(kept[0], new[0])
        np.testing.assert_array_equal(kept[1], old[1])


@cases
def test_config_round_trip(cell_class, layer_class, options):
    cell = cell_class(UNITS, name="a", dropout=0.2, kernel_regularizer="l2", **options)
    config = json.loads(json.dumps(cell.get_config()))
    again = layers.get({"class_name": cell_class.__name__, "config": config})
    assert type(again) is cell_class
    assert again.get_config() == cell.get_config()


@cases
def test_dropout_acts_in_training_only(cell_class, layer_class, options, rng):
    x = rng.normal(size=(BATCH, FEATURES))
    outputs = []
    for rates in ({}, {"dropout": 0.5}, {"recurrent_dropout": 0.5}):
        cell = cell_class(UNITS, **options, **rates)
        cell.random = RandomSource(3)
        cell.build((None, FEATURES))
        states = [np.ones((BATCH, UNITS)) for _ in np.atleast_1d(cell.state_size)]
        outputs.append([one_step(cell, x, states, training=phase)[0] for phase in (False, True)])
    for test, train in outputs:
        np.testing.assert_array_equal(test, outputs[0][0])
        assert np.array_equal(train, test) == (train is outputs[0][1])


def test_wrong_input_and_arguments(rng):
    with pytest.raises(ArgumentError, match="'return_sequences'"):
        LSTMCell(UNITS, return_sequences=True)
    with pytest.raises(ShapeError, match=r"\(batch, features\)"):
        LSTMCell(UNITS).build((None, 4, FEATURES))
