"""The inputs of recurrent layers: a sequence, initial states, constants."""

import numpy as np
import pytest
import theano

from tests.layers.evaluation import run
from theanornn.errors import ShapeError
from theanornn.layers import GRU, LSTM, RNN, GRUCell, Input, SimpleRNN
from theanornn.layers.recurrent.inputs import gathered, separated, shapes_of

BATCH, TIME, FEATURES, UNITS = 3, 4, 2, 5


def test_what_comes_from_layers_is_put_into_one_list():
    layer = LSTM(UNITS)
    x, h, c = Input((TIME, FEATURES)), Input((UNITS,)), Input((UNITS,))
    assert gathered(layer, x, [h, c], None) == ([x, h, c], {})
    assert gathered(layer, [x, h, c], None, None) == ([x, h, c], {})
    assert gathered(layer, x, None, None) == (x, {})
    assert separated(layer, [x, h, c], None, None) == (x, [h, c], [])


def test_arrays_stay_arguments():
    x, zeros = Input((TIME, FEATURES)), np.zeros((BATCH, UNITS))
    assert gathered(GRU(UNITS), x, zeros, None) == (x, {"initial_state": [zeros]})


def test_constants_are_the_last():
    layer = RNN(GRUCell(UNITS))
    x, h, c = Input((TIME, FEATURES)), Input((UNITS,)), Input((UNITS,))
    assert gathered(layer, x, h, c) == ([x, h, c], {})
    assert separated(layer, [x, h, c], None, None) == (x, [h], [c])
    assert separated(layer, [x, c], None, None) == (x, None, [c])


def test_what_does_not_go_together():
    x, h = Input((TIME, FEATURES)), Input((UNITS,))
    with pytest.raises(ShapeError, match="all of one kind"):
        LSTM(UNITS)(x, initial_state=[h, np.zeros((BATCH, UNITS))])
    with pytest.raises(ShapeError, match="give them once"):
        GRU(UNITS)([x, h], initial_state=h)


def test_shapes_of_one_input_or_several():
    assert shapes_of((None, 3)) == [(None, 3)]
    assert shapes_of([None, 3]) == [[None, 3]]
    assert shapes_of([(None, 3), (None, 2)]) == [(None, 3), (None, 2)]


def test_a_subclass_may_have_first_states_of_its_own(rng):
    class Started(SimpleRNN):
        def get_initial_state(self, inputs):
            return [inputs[:, 0, :1].repeat(UNITS, axis=1)]

    x = rng.normal(size=(BATCH, TIME, FEATURES))
    layer, plain = Started(UNITS), SimpleRNN(UNITS)
    got = run(layer, x)
    plain.build((None, TIME, FEATURES))
    plain.set_weights(layer.get_weights())
    start = theano.shared(np.repeat(x[:, 0, :1], UNITS, axis=1))
    np.testing.assert_allclose(got, run(plain, x, initial_state=start), rtol=1e-10)
    zeros = plain.get_initial_state(theano.shared(x))
    assert [state.eval().tolist() for state in zeros] == [np.zeros((BATCH, UNITS)).tolist()]


@pytest.mark.parametrize("backwards", [False, True])
def test_before_the_first_real_step_the_output_is_zero_and_the_state_the_initial_one(
    backwards, rng
):
    x, start = rng.normal(size=(2, TIME, FEATURES)), rng.normal(size=(2, UNITS))
    mask = np.array([[0, 1, 1, 0], [0, 0, 0, 0]])
    layer = GRU(UNITS, return_sequences=True, return_state=True, go_backwards=backwards)
    y, state = run(layer, x, mask, initial_state=theano.shared(start))
    y = y[:, ::-1] if backwards else y
    before = [3] if backwards else [0]
    assert not y[0, before].any() and not y[1].any()
    assert y[0, 1:3].all()
    np.testing.assert_array_equal(y[0, 0 if backwards else 3], y[0, 1 if backwards else 2])
    np.testing.assert_array_equal(state[1], start[1])
    np.testing.assert_array_equal(state[0], y[0, 1 if backwards else 2])


@pytest.mark.parametrize(("layer", "n"), [(LSTM, 12), (GRU, 9), (SimpleRNN, 3)])
def test_weights_to_start_from_in_the_arrays_of_keras_1(layer, n, rng):
    first = layer(output_dim=UNITS)
    first.build((None, TIME, FEATURES))
    weights = [rng.normal(size=array.shape) for array in first.get_weights()]
    assert len(weights) == n
    started = layer(output_dim=UNITS, weights=weights)
    started.build((None, TIME, FEATURES))
    for got, expected in zip(started.get_weights(), weights):
        np.testing.assert_array_equal(got, expected)
