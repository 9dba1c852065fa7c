"""BatchNormalization; more numbers are in test_against_keras.py."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import run
from theanornn.errors import ShapeError, TheanornnError, UnknownNameError
from theanornn.layers import BatchNormalization, CallContext, get

EPSILON = 1e-3


def trained_on(layer, x):
    """The output in training, and what the moving averages are to become."""
    layer.build((None, *x.shape[1:]))
    context, symbol = CallContext(training=True), T.TensorType("float64", (False,) * x.ndim)()
    y = layer.call(symbol, context=context)
    function = theano.function([symbol], [y, *(new for _, new in context.updates)])
    return function(x)


def test_training_brings_each_feature_to_mean_0_and_variance_1(rng):
    x = rng.normal(3.0, 2.0, size=(50, 4, 2))
    y, *_ = trained_on(BatchNormalization(epsilon=1e-9), x)
    np.testing.assert_allclose(y.mean(axis=(0, 1)), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=(0, 1)), 1, rtol=1e-6)


def test_the_averages_move(rng):
    x = rng.normal(3.0, 2.0, size=(5, 4, 2))
    layer = BatchNormalization(momentum=0.75)
    _, mean, variance = trained_on(layer, x)
    np.testing.assert_allclose(mean, 0.25 * x.mean(axis=(0, 1)), rtol=1e-10)
    kept = (x.var(axis=(0, 1)) + EPSILON) * 20 / (20 - 1 - EPSILON)
    np.testing.assert_allclose(variance, 0.75 + 0.25 * kept, rtol=1e-10)


def test_keras_1_keeps_the_variance_as_it_is(rng):
    x = rng.normal(3.0, 2.0, size=(5, 4, 2))
    _, _, variance = trained_on(BatchNormalization(momentum=0.75, mode=0), x)
    np.testing.assert_allclose(variance, 0.75 + 0.25 * (x.var(axis=(0, 1)) + EPSILON), rtol=1e-10)


def test_a_batch_of_one_sample_leaves_nothing_infinite_or_negative():
    y, mean, variance = trained_on(BatchNormalization(), np.array([[3.0, 4.0]]))
    np.testing.assert_array_equal(y, [[0, 0]])
    assert np.all(variance > 0) and np.all(np.isfinite(mean))


def test_otherwise_the_averages_count(rng):
    x = rng.normal(size=(3, 2))
    layer = BatchNormalization()
    layer.build((None, 2))
    layer.set_weights([[2.0, 3.0], [0.5, -0.5], [1.0, -1.0], [4.0, 9.0]])
    deviation = np.sqrt(np.array([4.0, 9.0]) + EPSILON)
    expected = [2.0, 3.0] * (x - [1.0, -1.0]) / deviation + [0.5, -0.5]
    np.testing.assert_allclose(run(layer, x), expected, rtol=1e-12)


def test_a_layer_used_twice_keeps_the_first_batch(rng):
    layer = BatchNormalization(momentum=0.0)
    layer.build((None, 2))
    context, first, second = CallContext(training=True), T.matrix(), T.matrix()
    for symbol in (first, second):
        layer.call(symbol, context=context)
    mean = dict(context.updates)[layer.params["moving_mean"]]
    got = theano.function([first, second], mean, on_unused_input="ignore")
    np.testing.assert_allclose(got(np.ones((3, 2)), np.zeros((3, 2))), [1, 1])


def test_the_averages_are_not_trained():
    layer = BatchNormalization()
    layer.build((None, 2))
    assert layer.trainable_weights == [layer.params["gamma"], layer.params["beta"]]
    moving = [layer.params["moving_mean"], layer.params["moving_variance"]]
    assert layer.non_trainable_weights == moving


def test_initializers_regularizers_and_constraints_reach_their_own_weight():
    layer = BatchNormalization(
        beta_init="one",
        gamma_init="zero",
        moving_mean_initializer={"class_name": "Constant", "config": {"value": 2.0}},
        moving_variance_initializer={"class_name": "Constant", "config": {"value": 3.0}},
        beta_regularizer="l1",
        gamma_constraint="non_neg",
    )
    layer.build((None, 2))
    assert [array[0] for array in layer.get_weights()] == [0, 1, 2, 3]
    assert list(layer.params.regularizers) == ["beta"]
    assert list(layer.params.constraints) == ["gamma"]


@pytest.mark.parametrize(
    ("options", "generation", "mode"),
    [({}, 2, 0), ({"mode": 0}, 1, 0), ({"mode": 2}, 1, 2), ({"beta_init": "zero"}, 1, 0)],
)
def test_the_config_tells_the_generation(options, generation, mode):
    layer = BatchNormalization(**options)
    again = get({"class_name": "BatchNormalization", "config": layer.get_config()})
    for each in (layer, again):
        assert (each.generation, each.mode) == (generation, mode)


@pytest.mark.parametrize("axis", [0, 3, -3])
def test_axes_that_are_not_there(axis):
    with pytest.raises(ShapeError, match=f"norm: axis={axis} is not an axis of the features"):
        BatchNormalization(axis=axis, name="norm").build((None, 4, 2))


def test_what_it_cannot_take():
    with pytest.raises(ShapeError, match="the size of axis 1, that of the features, to be known"):
        BatchNormalization(axis=1).build((None, None, 2))
    with pytest.raises(UnknownNameError, match="mode of norm: '3'"):
        BatchNormalization(mode=3, name="norm")
    with pytest.raises(TheanornnError, match="norm: momentum=2, expected a number from 0 to 1"):
        BatchNormalization(momentum=2, name="norm")
    layer = BatchNormalization(axis=1)
    layer.build((None, 4, 2))
    with pytest.raises(ShapeError, match="was built for input of shape"):
        layer.build((None, 5, 2))
