"""States that a layer carries from batch to batch."""

import numpy as np
import pytest
import theano.tensor as T

from tests.layers.evaluation import run
from tests.layers.recurrent.oracle import BATCH, FEATURES, TIME, UNITS, oracle, with_random_weights
from theanornn.errors import NotBuiltError, ShapeError, TheanornnError
from theanornn.layers import GRU, LSTM, CallContext, SimpleRNN


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("layer_class", [SimpleRNN, LSTM, GRU])
def test_a_stateful_layer_goes_on_where_it_stopped(layer_class, backwards, x, rng):
    layer = layer_class(
        UNITS, stateful=True, go_backwards=backwards, batch_input_shape=(BATCH, TIME, FEATURES)
    )
    with_random_weights(layer, rng, layer.batch_input_shape)
    last = 0 if backwards else -1
    first, second = run(layer, x, calls=2)
    expected = oracle(layer, x)
    np.testing.assert_allclose(first, expected[0][:, last], rtol=1e-6)
    carried = [series[:, last] for series in expected]
    expected = oracle(layer, x, states=carried)
    np.testing.assert_allclose(second, expected[0][:, last], rtol=1e-6)
    for state, series in zip(layer.states, expected):
        np.testing.assert_allclose(state.get_value(), series[:, last], rtol=1e-6)
    layer.reset_states()
    np.testing.assert_allclose(run(layer, x), first, rtol=1e-12)


def test_states_can_be_set(rng):
    layer = LSTM(UNITS, stateful=True, name="reader")
    with pytest.raises(NotBuiltError, match="reader"):
        layer.reset_states()
    layer.build((BATCH, TIME, FEATURES))
    states = [rng.normal(size=(BATCH, UNITS)) for _ in "hc"]
    layer.reset_states(states)
    with pytest.raises(ShapeError, match="reader"):
        layer.reset_states(states[:1])
    for shared, state in zip(layer.states, states):
        np.testing.assert_array_equal(shared.get_value(), state)


def test_a_stateful_layer_needs_the_batch_size():
    layer = LSTM(UNITS, stateful=True, name="reader")
    with pytest.raises(ShapeError, match="reader.*batch_input_shape"):
        layer.build((None, TIME, FEATURES))


def test_a_layer_without_states_has_nothing_to_reset():
    with pytest.raises(TheanornnError, match="stateful=True"):
        LSTM(UNITS).reset_states()


def test_a_stateful_layer_is_used_once_in_a_graph(x):
    layer = GRU(UNITS, stateful=True)
    layer.build(x.shape)
    context, symbol = CallContext(), T.tensor3()
    layer.call(symbol, context=context)
    with pytest.raises(ValueError, match="only once"):
        layer.call(symbol, context=context)
