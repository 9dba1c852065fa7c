"""TimeDistributed, and what all wrappers check."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import run, run_mask
from theanornn.errors import DataError, ShapeError, TheanornnError
from theanornn.layers import (
    LSTM,
    Bidirectional,
    Dense,
    Dropout,
    Embedding,
    SimpleRNN,
    TimeDistributed,
)

BATCH, TIME, FEATURES, UNITS = 3, 4, 2, 5
MASK = np.array([[1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]])


@pytest.fixture
def x(rng):
    return rng.normal(size=(BATCH, TIME, FEATURES))


# -- TimeDistributed ------------------------------------------------------------------------------


def test_the_inner_layer_sees_each_step(x):
    layer = TimeDistributed(Dense(UNITS, activation="tanh"))
    y = run(layer, x)
    W, b = layer.get_weights()
    np.testing.assert_allclose(y, np.tanh(x @ W + b), rtol=1e-9)


def test_all_steps_are_one_product(x):
    layer = TimeDistributed(Dense(UNITS))
    layer.build(x.shape)
    symbol = T.tensor3()
    function = theano.function([symbol], layer(symbol), mode=theano.Mode("py", "fast_run"))
    products = [
        node
        for node in function.maker.fgraph.apply_nodes
        if type(node.op).__name__ in ("Dot", "Dot22", "Gemm", "CGemv", "BatchedDot", "Scan")
    ]
    assert len(products) == 1 and products[0].inputs[-1].ndim == 2


def test_any_inner_layer(rng):
    x = rng.normal(size=(BATCH, TIME, 3, FEATURES))
    layer = TimeDistributed(LSTM(UNITS))
    y = run(layer, x)
    for step in range(TIME):
        np.testing.assert_allclose(y[:, step], run(layer.layer, x[:, step]), rtol=1e-9)


def test_dropout_differs_from_step_to_step():
    y = run(TimeDistributed(Dropout(0.5)), np.ones((4, 5, 6)), training=True)
    assert not np.array_equal(y[:, 0], y[:, 1])


def test_its_mask_goes_on(x):
    np.testing.assert_array_equal(run_mask(TimeDistributed(Dense(1)), x, MASK), MASK)


WITHIN = np.array([[[1, 1, 0], [0, 0, 0]], [[1, 0, 0], [0, 1, 1]]])


def test_a_mask_within_the_steps_is_the_inner_layers(rng):
    x = rng.normal(size=(2, 2, 3, FEATURES))
    inner = LSTM(UNITS)
    y = run(TimeDistributed(inner), x, WITHIN)
    for sample in range(2):
        np.testing.assert_allclose(y[sample], run(inner, x[sample], WITHIN[sample]), rtol=1e-10)
    np.testing.assert_array_equal(
        run_mask(TimeDistributed(LSTM(UNITS)), x, WITHIN), [[True, False], [True, True]]
    )
    kept = run_mask(TimeDistributed(LSTM(UNITS, return_sequences=True)), x, WITHIN)
    np.testing.assert_array_equal(kept, WITHIN)


def test_the_inner_layer_may_make_a_mask():
    ids = np.array([[[1, 2, 0], [0, 0, 0]], [[3, 0, 0], [0, 1, 2]]])
    layer = TimeDistributed(Embedding(6, UNITS, mask_zero=True))
    np.testing.assert_array_equal(run_mask(layer, ids), ids != 0)


def test_keras_1_knows_no_masks_within_the_steps(rng):
    x = rng.normal(size=(2, 2, 3, FEATURES))
    layer = TimeDistributed(SimpleRNN(output_dim=UNITS))
    np.testing.assert_array_equal(run(layer, x, WITHIN), run(layer, x))
    np.testing.assert_array_equal(run_mask(layer, x, WITHIN), WITHIN)


def test_ids_at_each_step():
    layer = TimeDistributed(Embedding(6, UNITS), input_shape=(TIME, 3))
    assert layer.input_dtype == "int32"
    layer.build(layer.batch_input_shape)
    assert layer.output_shape == (None, TIME, 3, UNITS)
    with pytest.raises(DataError, match="vocabulary"):
        layer.check_input(np.full((BATCH, TIME, 3), 6))


def test_a_frozen_inner_layer_stays_frozen(x):
    layer = TimeDistributed(Dense(UNITS, trainable=False))
    layer.build(x.shape)
    assert layer.trainable_weights == []


def test_input_without_a_time_axis_is_refused():
    with pytest.raises(ShapeError, match=r"steps: got input of shape \(None, 4\)"):
        TimeDistributed(Dense(3), name="steps").build((None, 4))


def test_a_stateful_inner_layer_is_refused():
    with pytest.raises(TheanornnError, match="stateful"):
        TimeDistributed(LSTM(3, stateful=True))


@pytest.mark.parametrize("wrapper", [TimeDistributed, Bidirectional])
@pytest.mark.parametrize("thing", [LSTM, "lstm", None])
def test_what_is_wrapped_must_be_a_layer(wrapper, thing):
    with pytest.raises(TheanornnError, match="expected a layer"):
        wrapper(thing)


# -- Bidirectional --------------------------------------------------------------------------------
