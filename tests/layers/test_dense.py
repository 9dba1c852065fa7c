"""Dense and TimeDistributedDense."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import run
from theanornn.errors import ShapeError
from theanornn.layers import CallContext, Dense, TimeDistributedDense
from theanornn.regularizers import L1L2


@pytest.mark.parametrize("shape", [(3, 2), (3, 4, 2), (3, 4, 5, 2)])
def test_values_along_the_last_axis(shape, rng):
    x = rng.normal(size=shape)
    layer = Dense(6, activation="tanh", bias_initializer="normal")
    y = run(layer, x)
    W, b = layer.get_weights()
    np.testing.assert_allclose(y, np.tanh(x @ W + b), rtol=1e-9)


def test_without_bias(rng):
    x = rng.normal(size=(3, 2))
    layer = Dense(6, use_bias=False)
    y = run(layer, x)
    (W,) = layer.get_weights()
    np.testing.assert_allclose(y, x @ W, rtol=1e-9)


def test_initializers_regularizers_and_constraints_reach_their_own_weight():
    penalties, limits = [L1L2(), L1L2()], [lambda w: w, lambda w: w + 0]
    layer = Dense(
        3,
        kernel_initializer="ones",
        bias_initializer={"class_name": "Constant", "config": {"value": 2.0}},
        kernel_regularizer=penalties[0],
        bias_regularizer=penalties[1],
        kernel_constraint=limits[0],
        bias_constraint=limits[1],
    )
    layer.build((None, 2))
    W, b = layer.get_weights()
    assert np.all(W == 1) and np.all(b == 2)
    assert list(layer.params.regularizers.values()) == penalties
    assert list(layer.params.constraints.values()) == limits
    assert list(layer.params.regularizers) == list(layer.params.constraints) == ["W", "b"]


def test_activity_is_regularized(rng):
    x, layer = rng.normal(size=(3, 2)), Dense(4, activity_regularizer="l1")
    layer.build((None, 2))
    context, symbol = CallContext(), T.matrix()
    y = layer.call(symbol, context=context)
    got, penalty = theano.function([symbol], [y, context.losses[0]])(x)
    assert penalty == pytest.approx(0.01 * abs(got).sum())


@pytest.mark.parametrize("shape", [(None,), (None, None), (None, 7, None)])
def test_the_number_of_features_must_be_known(shape):
    with pytest.raises(ShapeError, match="out: got input of shape"):
        Dense(3, name="out").build(shape)


def test_keras_1s_name_of_a_dense_on_sequences(rng):
    x = rng.normal(size=(3, 4, 2))
    layer = TimeDistributedDense(6, input_dim=2, input_length=4, init="normal", bias=False)
    assert layer.batch_input_shape == (None, 4, 2) and layer.generation == 1
    y = run(layer, x)
    np.testing.assert_allclose(y, x @ layer.get_weights()[0], rtol=1e-9)
    with pytest.raises(ShapeError, match="3 axes"):
        TimeDistributedDense(6).build((None, 2))
