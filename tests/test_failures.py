"""What the engine says of a failure, in words that help."""

import numpy as np
import pytest
import theano.tensor as T

from theanornn.errors import ComputationError, ShapeError
from theanornn.failures import within
from theanornn.functions import CompiledFunction, Graph
from theanornn.keras import backend as K
from theanornn.keras.layers import Dense, Lambda
from theanornn.layers import TimeDistributed
from theanornn.models import Sequential


def model_of(function):
    model = Sequential([Dense(3, input_dim=4), Lambda(function, name="mine")])
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize(
    "function, message",
    [
        (
            lambda x: K.dot(x, K.variable(np.ones((5, 5)))),
            r"layer mine \(Lambda\): .*shapes .*2, ?3.* and .*5, ?5.*\(2, 3\) \w+, \(5, 5\) \w+\)",
        ),
        (lambda x: x + K.variable(np.ones(7)), r"layer mine \(Lambda\): .*\(2, ?3\)"),
        (lambda x: K.gather(x, K.variable([9], dtype="int32")), r"mine \(Lambda\): IndexError"),
    ],
)
def test_layer_shapes_and_line(function, message):
    model = model_of(function)
    with pytest.raises(ComputationError, match=message) as raised:
        model.predict(np.ones((2, 4)))
    assert "\n" not in str(raised.value)
    assert "written at" in str(raised.value) and "test_failures.py" in str(raised.value)
    assert "Apply node" in str(raised.value.engine_error)
    assert raised.value.__suppress_context__


def test_weights_are_untouched_and_the_model_goes_on():
    model = model_of(lambda x: x * K.sum(x[1]))  # there is no second sample
    before = model.get_weights()
    with pytest.raises(ComputationError, match=r"train failed in layer mine"):
        model.train_on_batch(np.ones((1, 4)), np.ones((1, 3)))
    np.testing.assert_array_equal(model.get_weights()[0], before[0])
    assert np.isfinite(model.train_on_batch(np.ones((2, 4)), np.ones((2, 3))))


def test_a_function_without_layers():
    x, y = T.dmatrices("x", "y")
    compiled = CompiledFunction("product", Graph([x, y], [T.dot(x, y)], []))
    with pytest.raises(ComputationError, match=r"^product failed: ValueError: .*\(2, 3\) float64"):
        compiled(np.ones((2, 3)), np.ones((2, 3)))


def test_what_is_no_error_of_computing_stays_as_it_is():
    x = T.dmatrix("x")
    compiled = CompiledFunction("double", Graph([x], [2 * x], []))
    with pytest.raises(ValueError, match="Bad input argument") as raised:
        compiled("words")
    assert not isinstance(raised.value, ComputationError)


@pytest.mark.parametrize("deep", [False, True])
def test_errors_of_building_name_the_layer(deep):
    layer = Lambda(lambda x: x.nothing, name="mine")
    shape = "(None, 5, 3)" if deep else "(None, 3)"
    first = Dense(3, input_dim=4)
    if deep:
        first, layer = TimeDistributed(first, input_shape=(5, 4)), layer
    with pytest.raises(AttributeError) as raised:
        Sequential([first, layer])
    assert str(raised.value).endswith(f"\nin layer mine (Lambda), given {shape}")


def test_our_own_errors_are_not_changed():
    with pytest.raises(ShapeError, match="^short$"), within(Dense(1), None):
        raise ShapeError("short")
