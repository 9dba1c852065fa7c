"""SimpleRNN, LSTM and GRU against the NumPy oracle."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests import reference
from tests.layers.evaluation import compiled, run, run_mask
from theanornn.errors import NotBuiltError, ShapeError, TheanornnError
from theanornn.layers import GRU, LSTM, CallContext, SimpleRNN
from theanornn.recurrence import DRIVERS
from theanornn.regularizers import L1L2

BATCH, TIME, FEATURES, UNITS = 3, 4, 2, 5
MASKS = {
    "right": [[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 0, 0]],
    "left and a hole": [[0, 1, 1, 1], [0, 0, 1, 0], [1, 0, 1, 1]],
    "all": [[1, 1, 1, 1], [0, 0, 0, 0], [1, 1, 0, 1]],
}


def oracle(layer, x, mask=None, states=None):
    """All states of a built layer over time, ``(batch, time, units)``, in order of time."""
    W, U, *biases = layer.params.get_values()
    gates = len(layer.cell_class.gates)
    b = biases[0] if biases else np.zeros(gates * layer.units)
    options = {"activation": layer.activation.__name__}
    if isinstance(layer, SimpleRNN):
        step = reference.simple_rnn_step(W, U, b, **options)
    else:
        options["inner_activation"] = layer.recurrent_activation.__name__
    if isinstance(layer, LSTM):
        step = reference.lstm_step(W, U, b, **options)
    if isinstance(layer, GRU):
        b_recurrent = biases[1] if len(biases) == 2 else None
        step = reference.gru_step(W, U, b, b_recurrent, layer.reset_after, **options)
    if states is None:
        states = [np.zeros((len(x), layer.units)) for _ in layer.cell_class.states]
    mask = None if mask is None else np.asarray(mask).T
    series = reference.over_time(step, x.swapaxes(0, 1), states, mask, layer.go_backwards)
    return [np.asarray(each).swapaxes(0, 1) for each in series]


def with_random_weights(layer, rng, shape=(None, None, FEATURES)):
    layer.build(shape)
    layer.set_weights([rng.normal(scale=0.7, size=w.shape) for w in layer.get_weights()])
    return layer


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


@pytest.fixture
def x(rng):
    return rng.normal(size=(BATCH, TIME, FEATURES))


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


# -- initial values, regularizers, constraints ----------------------------------------------------


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


def test_the_forget_gate_starts_open():
    for options, expected in (({}, 1.0), ({"unit_forget_bias": False}, 0.0)):
        layer = LSTM(UNITS, **options)
        layer.build((None, None, FEATURES))
        bias = np.split(layer.get_weights()[2], 4)
        assert np.all(bias[1] == expected) and not np.any(np.concatenate(bias[:1] + bias[2:]))


def test_gates_are_those_of_the_generation():
    assert LSTM(UNITS).get_config()["recurrent_activation"] == "sigmoid"
    assert GRU(output_dim=UNITS).get_config()["recurrent_activation"] == "hard_sigmoid"


def test_the_two_biases_of_reset_after_are_one_array(rng):
    layer = GRU(UNITS, reset_after=True, name="reader")
    layer.build((None, None, FEATURES))
    bias = rng.normal(size=(2, 3 * UNITS))
    layer.set_weights([*layer.get_weights()[:2], bias])
    np.testing.assert_array_equal(layer.params["b"].get_value(), bias[0])
    np.testing.assert_array_equal(layer.params["b_recurrent"].get_value(), bias[1])
    with pytest.raises(ShapeError, match=r"reader/bias has shape \(2, 15\).*\(30,\)"):
        layer.set_weights([*layer.get_weights()[:2], bias.ravel()])


def test_activity_is_regularized(x):
    layer = LSTM(UNITS, activity_regularizer="l2")
    layer.build((None, None, FEATURES))
    context, symbol = CallContext(), T.tensor3()
    y = layer.call(symbol, context=context)
    got, penalty = theano.function([symbol], [y, context.losses[0]])(x)
    assert penalty == pytest.approx(0.01 * (got**2).sum())


# -- dropout --------------------------------------------------------------------------------------


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


# -- carried states -------------------------------------------------------------------------------


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


# -- shapes and masks -----------------------------------------------------------------------------


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


@pytest.mark.parametrize("units", [0, -3, 2.5, "5", True])
def test_units_are_a_whole_number(units):
    with pytest.raises(ShapeError, match="units"):
        LSTM(units)
