"""SimpleRNN, LSTM and GRU as layers: over time, with masks, against the NumPy oracle."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import compiled, run, run_mask
from tests.layers.recurrent.oracle import BATCH, FEATURES, TIME, UNITS, oracle, with_random_weights
from theanornn.errors import ShapeError
from theanornn.layers import GRU, LSTM, CallContext, SimpleRNN
from theanornn.recurrence import DRIVERS

MASKS = {
    "right": [[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 0, 0]],
    "left and a hole": [[0, 1, 1, 1], [0, 0, 1, 0], [1, 0, 1, 1]],
    "all": [[1, 1, 1, 1], [0, 0, 0, 0], [1, 1, 0, 1]],
}


KINDS = {
    "SimpleRNN": (SimpleRNN, {"activation": "relu"}),
    "LSTM": (LSTM, {}),
    "LSTM of Keras 1": (LSTM, {"consume_less": "cpu"}),
    "LSTM without bias": (LSTM, {"use_bias": False}),
    "GRU": (GRU, {}),
    "GRU of Keras 1": (GRU, {"inner_init": "orthogonal"}),
    "GRU reset after": (GRU, {"reset_after": True}),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("masked", [False, True], ids=["no mask", "masks"])
def test_values(kind, backwards, masked, x, rng):
    layer_class, options = KINDS[kind]
    layer = with_random_weights(
        layer_class(
            UNITS, **options, go_backwards=backwards, return_sequences=True, return_state=True
        ),
        rng,
    )
    masks = [np.array(mask, dtype="int8") for mask in MASKS.values()] if masked else [None]
    function = compiled(layer, x, masks[0])
    for mask in masks:
        sequence, *finals = function(x) if mask is None else function(x, mask)
        expected = oracle(layer, x, mask)
        in_order_of_time = sequence[:, ::-1] if backwards else sequence
        np.testing.assert_allclose(in_order_of_time, expected[0], rtol=1e-6, atol=1e-9)
        for final, series in zip(finals, expected):
            last = series[:, 0 if backwards else -1]
            np.testing.assert_allclose(final, last, rtol=1e-6, atol=1e-9)


@every_kind
def test_the_last_output_is_that_of_the_sequence(kind, x, rng):
    layer_class, options = KINDS[kind]
    layer = with_random_weights(layer_class(UNITS, **options), rng)
    np.testing.assert_allclose(run(layer, x), oracle(layer, x)[0][:, -1], rtol=1e-6)


def test_values_in_float32(x, rng):
    with theano.config.change_flags(floatX="float32"):
        layer = with_random_weights(LSTM(UNITS), rng)
        np.testing.assert_allclose(run(layer, x), oracle(layer, x)[0][:, -1], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("options", [{"unroll": True}, {"how": "unroll"}])
def test_unrolled_is_the_same(options, x, rng):
    layer = GRU(UNITS, **options)
    with_random_weights(layer, rng, (None, TIME, FEATURES))
    np.testing.assert_allclose(run(layer, x), oracle(layer, x)[0][:, -1], rtol=1e-6)
    assert layer.driver.driver == "unroll"


def test_the_driver_can_be_read_with_the_reason():
    layer = LSTM(UNITS)
    assert layer.driver is None
    layer.build((None, None, FEATURES))
    assert layer.driver.driver in DRIVERS and layer.driver.reason


def test_to_unroll_the_number_of_steps_must_be_known():
    layer = LSTM(UNITS, unroll=True, name="reader")
    with pytest.raises(ShapeError, match="reader.*number of steps.*input_length"):
        layer.build((None, None, FEATURES))


def test_initial_states_can_be_given(x, rng):
    layer = with_random_weights(LSTM(UNITS), rng)
    states = [rng.normal(size=(BATCH, UNITS)) for _ in "hc"]
    got = run(layer, x, initial_state=[theano.shared(state) for state in states])
    np.testing.assert_allclose(got, oracle(layer, x, states=states)[0][:, -1], rtol=1e-6)
    with pytest.raises(ShapeError, match="1 initial states, expected 2: h, c"):
        run(layer, x, initial_state=theano.shared(states[0]))


def test_truncated_gradients_reach_the_last_steps_only(x, rng):
    layer = with_random_weights(SimpleRNN(UNITS, truncate_gradient=2), rng)
    symbol = T.tensor3()
    gradient = theano.function([symbol], T.grad(layer(symbol).sum(), symbol))(x)
    assert not gradient[:, :-2].any() and gradient[:, -2:].all()


def test_checkpoint_changes_memory_and_no_number(x):
    symbol, gradients = T.tensor3(), []
    for checkpoint in (False, True, 3):
        rng = np.random.default_rng(1)
        layer = with_random_weights(LSTM(UNITS, checkpoint=checkpoint), rng)
        assert layer.get_config().get("checkpoint", False) == checkpoint
        loss = (layer(symbol) ** 2).sum()
        gradients.append(theano.function([symbol], T.grad(loss, layer.trainable_weights))(x))
    for others in gradients[1:]:
        for one, other in zip(gradients[0], others):
            np.testing.assert_allclose(other, one, rtol=1e-12)


def test_activity_is_regularized(x):
    layer = LSTM(UNITS, activity_regularizer="l2")
    layer.build((None, None, FEATURES))
    context, symbol = CallContext(), T.tensor3()
    y = layer.call(symbol, context=context)
    got, penalty = theano.function([symbol], [y, context.losses[0]])(x)
    assert penalty == pytest.approx(0.01 * (got**2).sum())


def test_the_mask_goes_with_the_output(x):
    mask = np.array(MASKS["right"])
    for options, expected in (
        ({"return_sequences": True}, mask),
        ({"return_sequences": True, "go_backwards": True}, mask),  # as Keras has it
        ({}, None),
    ):
        passed_on = run_mask(LSTM(UNITS, **options), x, mask)
        np.testing.assert_array_equal(passed_on, expected)


def test_input_shape_from_dimension_and_length():
    assert LSTM(UNITS, input_dim=2).batch_input_shape == (None, None, 2)
    assert LSTM(UNITS, input_dim=2, input_length=7).batch_input_shape == (None, 7, 2)
    assert LSTM(UNITS, input_shape=(7, 2), batch_size=3).batch_input_shape == (3, 7, 2)


@pytest.mark.parametrize("shape", [(None, 4), (None, 7, 4, 4)])
def test_input_of_another_rank_is_refused(shape):
    with pytest.raises(ShapeError, match=r"reader.*3 axes: \(batch, time, features\)"):
        LSTM(UNITS, name="reader").build(shape)


def test_the_number_of_features_must_be_known():
    with pytest.raises(ShapeError, match="reader.*number of features"):
        LSTM(UNITS, name="reader").build((None, 7, None))
