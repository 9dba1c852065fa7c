"""Bidirectional."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import compiled, run, run_mask
from theanornn.errors import ShapeError, TheanornnError, UnknownNameError
from theanornn.layers import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    CallContext,
    Dense,
    Input,
    LSTMCell,
    SimpleRNN,
)

BATCH, TIME, FEATURES, UNITS = 3, 4, 2, 5
MASK = np.array([[1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]])


@pytest.fixture
def x(rng):
    return rng.normal(size=(BATCH, TIME, FEATURES))


MERGED = {
    "concat": lambda a, b: np.concatenate([a, b], axis=-1),
    "sum": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "ave": lambda a, b: (a + b) / 2,
}


def directions(layer, x, mask):
    """Outputs of the two halves, each run alone, in order of time."""
    forward = run(layer.forward_layer, x, mask)
    backward = run(layer.backward_layer, x, mask)
    return forward, backward[:, ::-1] if layer.return_sequences else backward


@pytest.mark.parametrize("return_sequences", [False, True], ids=["last", "sequences"])
@pytest.mark.parametrize("merge_mode", [*MERGED, None])
def test_merge_modes(merge_mode, return_sequences, x):
    layer = Bidirectional(SimpleRNN(UNITS, return_sequences=return_sequences), merge_mode)
    got = run(layer, x, MASK)
    expected = directions(layer, x, MASK)
    if merge_mode is None:
        for one, other in zip(got, expected):
            np.testing.assert_allclose(one, other, rtol=1e-9)
        assert layer.output_shape == [layer.forward_layer.output_shape] * 2
    else:
        np.testing.assert_allclose(got, MERGED[merge_mode](*expected), rtol=1e-9)
        assert got.shape[1:] == layer.output_shape[1:]


def test_the_two_directions_mirror_each_other(x):
    layer = Bidirectional(LSTM(UNITS, return_sequences=True), merge_mode=None)
    layer.build(x.shape)
    layer.backward_layer.set_weights(layer.forward_layer.get_weights())
    forward, backward = run(layer, x[:, ::-1])
    np.testing.assert_allclose(forward, run(layer, x)[1][:, ::-1], rtol=1e-9)
    np.testing.assert_allclose(backward, run(layer, x)[0][:, ::-1], rtol=1e-9)


def test_a_layer_that_goes_backwards_is_turned_too(x):
    layer = Bidirectional(GRU(UNITS, return_sequences=True, go_backwards=True), merge_mode=None)
    first, second = run(layer, x)
    np.testing.assert_allclose(first, run(layer.forward_layer, x)[:, ::-1], rtol=1e-9)
    np.testing.assert_allclose(second, run(layer.backward_layer, x), rtol=1e-9)


def test_states_of_both_directions(x):
    layer = Bidirectional(LSTM(UNITS, return_state=True))
    y, *states = run(layer, x)
    forward, backward = run(layer.forward_layer, x), run(layer.backward_layer, x)
    np.testing.assert_allclose(y, np.concatenate([forward[0], backward[0]], axis=-1))
    for got, expected in zip(states, [*forward[1:], *backward[1:]]):
        np.testing.assert_allclose(got, expected)
    assert layer.output_shape == [(None, 2 * UNITS), *[(None, UNITS)] * 4]
    assert layer.compute_mask(T.tensor3(), None) == [None] * 5


def test_the_mask_goes_on_with_sequences(x):
    layer = Bidirectional(LSTM(UNITS, return_sequences=True))
    np.testing.assert_array_equal(run_mask(layer, x, MASK), MASK)
    assert run_mask(Bidirectional(LSTM(UNITS)), x, MASK) is None


def test_weights_are_forward_then_backward(x, rng):
    layer = Bidirectional(GRU(UNITS, reset_after=True), name="both")
    layer.build(x.shape)
    assert [w.shape for w in layer.get_weights()] == 2 * [(2, 15), (5, 15), (2, 15)]
    assert list(layer.params)[0].startswith("forward_gru")
    assert not np.array_equal(layer.get_weights()[0], layer.get_weights()[3])
    before = layer.get_weights()
    wrong = [w + 1 for w in before[:-1]] + [np.zeros(3)]
    with pytest.raises(ShapeError):
        layer.set_weights(wrong)
    np.testing.assert_array_equal(layer.get_weights()[0], before[0])


def test_options_reach_both_directions(x):
    inner = LSTM(
        UNITS, kernel_regularizer="l2", recurrent_constraint="unit_norm", consume_less="mem"
    )
    layer = Bidirectional(inner)
    layer.build(x.shape)
    # Keras 1, which `consume_less` is a word of, penalizes each of the four gates by itself.
    assert len(layer.penalties()) == 2 * 4
    assert len(layer.constraints_by_weight()) == 2
    for direction in (layer.forward_layer, layer.backward_layer):
        assert direction.generation == 1
        assert direction.get_config()["recurrent_activation"] == "hard_sigmoid"


def test_freezing_one_direction(x):
    layer = Bidirectional(LSTM(UNITS))
    layer.build(x.shape)
    layer.backward_layer.trainable = False
    assert layer.trainable_weights == layer.forward_layer.trainable_weights


def test_stateful(x):
    layer = Bidirectional(GRU(UNITS, stateful=True))
    first, second = run(layer, x, calls=2)
    assert not np.allclose(first, second)
    layer.reset_states()
    np.testing.assert_allclose(run(layer, x), first)


def test_it_takes_the_input_shape_of_the_layer_inside():
    layer = Bidirectional(LSTM(UNITS, input_shape=(7, 2)))
    assert layer.batch_input_shape == (None, 7, 2)
    assert Bidirectional(LSTM(UNITS), input_shape=(6, 2)).batch_input_shape == (None, 6, 2)


def test_only_recurrent_layers_have_a_direction():
    with pytest.raises(TheanornnError, match="Dense, expected a recurrent layer"):
        Bidirectional(Dense(3))


def test_a_layer_with_parameters_cannot_be_copied(x):
    inner = LSTM(UNITS)
    inner.build(x.shape)
    with pytest.raises(TheanornnError, match="parameters already"):
        Bidirectional(inner)


def test_unknown_merge_mode():
    with pytest.raises(UnknownNameError, match="'concat'"):
        Bidirectional(LSTM(3), merge_mode="concatenate")


def test_both_directions_report_to_the_context(x):
    layer = Bidirectional(LSTM(UNITS, activity_regularizer="l2"))
    layer.build(x.shape)
    context = CallContext()
    layer.call(T.tensor3(), context=context)
    assert len(context.losses) == 2


def test_initial_states_are_forward_then_backward(x, rng):
    layer = Bidirectional(LSTM(UNITS, return_sequences=True, return_state=True))
    layer.build((None, TIME, FEATURES))
    states = rng.normal(size=(4, BATCH, UNITS))
    shared = [theano.shared(state) for state in states]
    y, *finals = run(layer, x, MASK, initial_state=shared)
    forward = run(layer.forward_layer, x, MASK, initial_state=shared[:2])
    backward = run(layer.backward_layer, x, MASK, initial_state=shared[2:])
    np.testing.assert_allclose(y[..., :UNITS], forward[0], rtol=1e-10)
    np.testing.assert_allclose(y[..., UNITS:], backward[0][:, ::-1], rtol=1e-10)
    for got, expected in zip(finals, [*forward[1:], *backward[1:]]):
        np.testing.assert_allclose(got, expected, rtol=1e-10)
    with pytest.raises(ShapeError, match="3 initial states"):
        run(layer, x, initial_state=shared[:3])


def test_initial_states_from_layers():
    x, h, c = Input((TIME, FEATURES)), Input((UNITS,)), Input((UNITS,))
    layer = Bidirectional(LSTM(UNITS), merge_mode=None)
    forward, backward = layer(x, initial_state=[h, c, c, h])
    assert layer.inbound_nodes[0].input_tensors == [x, h, c]
    assert forward._keras_shape == backward._keras_shape == (None, UNITS)


def test_any_cell_has_two_directions_of_its_own(x):
    layer = Bidirectional(RNN([LSTMCell(UNITS), LSTMCell(3)]))
    y = run(layer, x)
    assert y.shape == (BATCH, 6) and len(layer.get_weights()) == 12
    assert not np.array_equal(layer.get_weights()[0], layer.get_weights()[6])
    assert len(set(layer.weights)) == 12


def test_states_can_be_set(x, rng):
    layer = Bidirectional(GRU(UNITS, stateful=True))
    function = compiled(layer, x)
    states = list(rng.normal(size=(2, BATCH, UNITS)))
    layer.reset_states(states)
    for shared, state in zip(layer.states, states):
        np.testing.assert_array_equal(shared.get_value(), state)
    with pytest.raises(ShapeError):
        layer.reset_states([states[0] + 1, states[1][:1]])
    np.testing.assert_array_equal(layer.states[0].get_value(), states[0])
    first = function(x)
    layer.reset_states()
    assert not np.allclose(function(x), first)
