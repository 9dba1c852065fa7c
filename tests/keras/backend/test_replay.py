"""Graphs of layers built again for a phase, through `K.function`."""

import numpy as np
import pytest
import theano.tensor as T

from theanornn.keras import backend as K
from theanornn.layers import LSTM, BatchNormalization, Dense, Dropout, Embedding, Input
from theanornn.layers.nodes import NodeError
from theanornn.models import Model, Sequential


@pytest.fixture
def model():
    return Sequential([LSTM(3, input_shape=(4, 2)), Dropout(0.5), Dense(2)], seed=1)


@pytest.fixture
def x(rng):
    return rng.normal(size=(50, 4, 2))


def test_the_phase_is_an_input(model, x):
    lstm, dropout, dense = model.layers
    function = K.function(
        [lstm.input, K.learning_phase()], [lstm.output, dropout.output, dense.output]
    )
    before, kept, predicted = function([x, 0])
    np.testing.assert_array_equal(before, kept)
    np.testing.assert_allclose(predicted, model.predict(x))
    before_again, dropped, _ = function([x, 1])
    np.testing.assert_array_equal(before, before_again)
    assert 0.3 < np.mean(dropped == 0) < 0.7
    np.testing.assert_allclose(dropped[dropped != 0], 2 * before[dropped != 0])
    assert not np.array_equal(dropped, function([x, 1])[1])  # drawn anew at each call


def test_without_the_phase_it_is_inference(model, x):
    np.testing.assert_allclose(K.function([model.input], [model.output])([x])[0], model.predict(x))


def test_expressions_of_layers_outputs(model, x):
    lstm, dropout, _ = model.layers
    function = K.function(
        [model.input, K.learning_phase()], [K.sum(K.abs(dropout.output - lstm.output))]
    )
    assert function([x, 0]) == [0]
    assert function([x, 1])[0] > 0


def test_gradients_follow_the_phase(model, x):
    kernel = model.layers[2].weights[0]
    loss = K.sum(model.output)
    function = K.function(
        [model.input, K.learning_phase()],
        [model.layers[1].output, *K.gradients(loss, [kernel, model.input])],
    )
    for phase in (0, 1):
        h, by_kernel, by_input = function([x, phase])
        np.testing.assert_allclose(by_kernel, h.sum(axis=0)[:, None].repeat(2, axis=1))
        assert by_input.shape == x.shape


def test_a_gradient_with_respect_to_a_layers_output(model, x):
    lstm, dropout, dense = model.layers
    gradient = K.gradients(K.sum(dense.output), dropout.output)
    W = dense.get_weights()[0]
    for phase in (0, 1):
        (value,) = K.function([model.input, K.learning_phase()], [gradient])([x, phase])
        np.testing.assert_allclose(value, np.tile(W.sum(axis=1), (50, 1)))


@pytest.mark.parametrize("phase", [0, 1])
def test_from_the_middle_of_a_model(phase, model, rng):
    dropout, dense = model.layers[1:]
    h = rng.normal(size=(5, 3))
    W, b = dense.get_weights()
    behind = K.function([dropout.output, K.learning_phase()], [dense.output])
    np.testing.assert_allclose(behind([h, phase])[0], h @ W + b)
    before = K.function([dropout.input, K.learning_phase()], [dense.output])
    assert np.allclose(before([h, phase])[0], h @ W + b) == (phase == 0)


def test_masks_and_several_inputs(rng):
    ids, extra = Input((4,), dtype="int32"), Input((3,))
    h = LSTM(3)(Embedding(9, 2, mask_zero=True)(ids))
    y = Dense(2)(Dropout(0.5)(h))
    model = Model([ids, extra], [y, Dense(3)(extra)])
    data = [np.array([[1, 2, 0, 0], [3, 4, 5, 0]]), rng.normal(size=(2, 3))]
    function = K.function([ids, extra, K.learning_phase()], model.outputs)
    for got, expected in zip(function([*data, 0]), model.predict(data)):
        np.testing.assert_allclose(got, expected)
    got = function([*data, 1])
    np.testing.assert_allclose(got[1], model.predict(data)[1])


def test_nested_models(model, x):
    inner = Input((4, 2))
    outer = Model(inner, Dense(1)(model(inner)))
    function = K.function([inner, K.learning_phase()], [outer.output])
    np.testing.assert_allclose(function([x, 0])[0], outer.predict(x))
    assert not np.allclose(function([x, 1])[0], outer.predict(x))


def test_batch_normalization_in_training(rng):
    model = Sequential([BatchNormalization(input_shape=(3,))])
    x = rng.normal(size=(20, 3)) * 5 + 2
    function = K.function([model.input, K.learning_phase()], [model.output])
    np.testing.assert_allclose(function([x, 1])[0].mean(axis=0), 0, atol=1e-12)
    assert np.all(abs(function([x, 0])[0].mean(axis=0)) > 0.1)


def test_the_phase_within_expressions(model, x):
    chosen = K.switch(K.learning_phase(), T.zeros_like(model.output), model.output)
    function = K.function([model.input, K.learning_phase()], [chosen])
    np.testing.assert_allclose(function([x, 0])[0], model.predict(x))
    assert not function([x, 1])[0].any()


def test_updates_follow_the_phase(model, x):
    lstm, dropout, _ = model.layers
    changed = K.variable(0.0)
    function = K.function(
        [model.input, K.learning_phase()],
        [],
        updates=[K.update(changed, K.sum(K.abs(dropout.output - lstm.output)))],
    )
    function([x, 0])
    assert changed.get_value() == 0
    function([x, 1])
    assert changed.get_value() > 0


def test_a_long_chain_is_no_problem():
    x = Input((1,))
    y = x
    for _ in range(400):
        y = Dropout(0.0)(y)
    (value,) = K.function([x, K.learning_phase()], [y])([np.ones((2, 1)), 1])
    np.testing.assert_array_equal(value, 1)


def test_what_is_inside_of_layers_has_no_other_phase(model, x):
    gradient = T.grad(K.sum(model.output), model.layers[0].weights[0])
    inside = K.function([model.input, K.learning_phase()], [gradient])
    with pytest.raises(NodeError, match="K.gradients"):
        inside([x, 1])
    assert K.function([model.input], [gradient])([x])[0].shape == (2, 12)
    W = model.layers[0].weights[0]
    penalty = K.function([model.input, K.learning_phase()], [K.sum(K.square(W)) + 0 * model.output])
    assert penalty([x, 1])[0].shape == (50, 2)


@pytest.mark.parametrize("phase", [0, 1])
def test_gradients_of_the_loss_of_a_compiled_model(phase, model, x, rng):
    model.compile("sgd", "mse")
    W, b = model.layers[2].weights
    function = K.function(
        [model.inputs[0], model.targets[0], model.sample_weights[0], K.learning_phase()],
        [model.total_loss, *model.optimizer.get_gradients(model.total_loss, [W, b])],
    )
    y, weights = rng.normal(size=(50, 2)), np.ones(50)
    loss, by_W, by_b = function([x, y, weights, phase])
    assert by_W.shape == (3, 2)
    if phase == 0:
        np.testing.assert_allclose(loss, model.test_on_batch(x, y))
        error = model.predict(x) - y
        np.testing.assert_allclose(by_b, error.mean(axis=0))
    else:
        assert loss != function([x, y, weights, phase])[0]


def test_states_are_kept_by_the_updates_of_a_stateful_model(rng):
    model = Sequential([LSTM(3, stateful=True, batch_input_shape=(2, 4, 2))])
    function = K.function([model.input], [model.output], updates=model.state_updates)
    x = rng.normal(size=(2, 4, 2))
    first, second = model.predict(x), model.predict(x)
    model.reset_states()
    for expected in (first, second):
        np.testing.assert_allclose(function([x])[0], expected)
