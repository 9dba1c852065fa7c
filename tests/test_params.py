import numpy as np
import pytest
import theano

from theanornn.errors import ShapeError, UnknownNameError
from theanornn.params import Params


@pytest.fixture
def params():
    params = Params("layer_1")
    params.add("W", np.arange(6.0).reshape(2, 3), regularizer="r")
    params.add("b", np.zeros(3), trainable=False, constraint="c")
    return params


def test_names_order_and_attributes(params):
    assert list(params) == ["W", "b"]
    assert [variable.name for variable in params.values()] == ["layer_1_W", "layer_1_b"]
    assert params.trainable == [params["W"]]
    assert params.regularizers == {"W": "r"}
    assert params.constraints == {"b": "c"}
    assert repr(params) == "Params('layer_1', {'W': (2, 3), 'b': (3,)})"


@pytest.mark.parametrize("floatX", ["float32", "float64"])
def test_floats_are_cast_and_integers_stay(floatX):
    with theano.config.change_flags(floatX=floatX):
        params = Params()
        assert params.add("f", np.ones(2, "float16")).dtype == floatX
        assert params.add("number", 1.5).dtype == floatX
        assert params.add("i", np.ones(2, "int32")).dtype == "int32"
        assert params["f"].name == "f"


def test_shared_variable_is_kept(params):
    tied = theano.shared(np.ones(2), name="mine")
    assert params.add("tied", tied) is tied
    assert tied.name == "mine"


def test_values_are_copies(params):
    params.get_values()[0][:] = 7
    np.testing.assert_array_equal(params["W"].get_value(), np.arange(6.0).reshape(2, 3))


@pytest.mark.parametrize("as_dict", [False, True])
def test_set_values(params, as_dict):
    new = {"b": np.array([1, 2, 3]), "W": np.ones((2, 3))}
    params.set_values(new if as_dict else [new["W"], new["b"]])
    np.testing.assert_array_equal(params["b"].get_value(), [1.0, 2.0, 3.0])
    np.testing.assert_array_equal(params["W"].get_value(), np.ones((2, 3)))
    assert params["b"].dtype == theano.config.floatX


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ([np.ones((2, 3))], ShapeError, r"'layer_1' has 2 parameters \['W', 'b'\], but 1 arrays"),
        ([np.ones((2, 3)), np.ones(4)], ShapeError, r"'b' of 'layer_1' has shape \(3,\).*\(4,\)"),
        ({"W": np.ones((2, 3))}, UnknownNameError, r"has the parameters \['W', 'b'\]"),
        ({"W": 1, "b": 2, "U": 3}, UnknownNameError, r"values came for \['W', 'b', 'U'\]"),
    ],
)
def test_wrong_values_change_nothing(params, values, error, message):
    before = params.get_values()
    with pytest.raises(error, match=message):
        params.set_values(values)
    for value, kept in zip(params.get_values(), before):
        np.testing.assert_array_equal(value, kept)


def test_name_taken_or_unknown(params):
    with pytest.raises(UnknownNameError, match="'layer_1' already has a parameter 'W'"):
        params.add("W", np.ones(1))
    with pytest.raises(KeyError, match="only"):
        params["V"]
