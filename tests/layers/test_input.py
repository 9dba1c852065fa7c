"""Where graphs of layers begin."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.argument_names import ArgumentError
from theanornn.errors import ShapeError, TheanornnError
from theanornn.layers import Input, InputLayer, get
from theanornn.layers.base import reset_names


@pytest.mark.parametrize(
    ("arguments", "shape"),
    [
        ({"shape": (7, 2)}, (None, 7, 2)),
        ({"shape": (None, 2)}, (None, None, 2)),
        ({"shape": []}, (None,)),
        ({"batch_shape": (5, 7, 2)}, (5, 7, 2)),
        ({"batch_shape": (None, 7)}, (None, 7)),
    ],
)
def test_shapes(arguments, shape):
    x = Input(**arguments)
    assert x._keras_shape == shape and x.ndim == len(shape)
    assert x._keras_history[0].batch_input_shape == shape
    assert x._keras_history[0].output_shape == shape


def test_names_and_dtypes():
    reset_names()
    a, b = Input((3,)), Input((3,), name="mine", dtype="int32")
    assert [x._keras_history[0].name for x in (a, b)] == ["input_1", "mine"]
    assert (a.dtype, b.dtype, a.name, b.name) == ("float64", "int32", "input_1", "mine")
    assert Input((3,), dtype="float32").dtype == "float64"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({}, ShapeError, "needs the shape"),
        ({"shape": (3,), "batch_shape": (None, 3)}, ShapeError, "keep one"),
        ({"shape": "ab"}, ShapeError, "not a shape"),
        ({"shape": 3}, ShapeError, "not a shape"),
        ({"shape": (3,), "sparse": True}, TheanornnError, "sparse"),
        ({"shap": (3,)}, ArgumentError, "Did you mean 'shape'"),
    ],
)
def test_what_is_no_input(arguments, error, message):
    with pytest.raises(error, match=message):
        Input(**arguments)


def test_a_given_variable_has_its_value_or_takes_data():
    value = theano.shared(np.ones((2, 3)), name="value")
    fixed, free = Input(tensor=value)._keras_history[0], Input(tensor=T.imatrix("ids"))
    assert not fixed.takes_data and fixed.fresh_tensor() is value
    assert fixed.batch_input_shape == (None, None)
    layer = free._keras_history[0]
    assert layer.takes_data and free.dtype == "int32"
    assert Input(batch_shape=(2, 3), tensor=value)._keras_shape == (2, 3)


def test_a_layer_from_its_config():
    layer = InputLayer(batch_input_shape=(5, 3), dtype="int32", name="ids")
    again = get({"class_name": "InputLayer", "config": layer.get_config()})
    assert again.get_config() == layer.get_config()
    assert again.get_config()["dtype"] == "int32" and again.get_config()["sparse"] is False
    x = T.imatrix()
    assert layer(x) is x
