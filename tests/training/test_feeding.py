"""What callers pass for models of several inputs and outputs becomes arrays."""

import numpy as np
import pytest

from theanornn.errors import DataError, DtypeError, ShapeError, UnknownNameError
from theanornn.layers import Add, Dense, Input
from theanornn.models import Model, Sequential
from theanornn.training import feeding

X = np.arange(8.0).reshape(4, 2)
Y = np.arange(4.0)[:, np.newaxis]


@pytest.fixture
def one():
    model = Sequential([Dense(1, input_dim=2, name="d")])
    model.compile("sgd", "mse")
    return model


@pytest.fixture
def two():
    a, b = Input((2,), name="a"), Input((2,), name="b")
    model = Model([a, b], [Dense(1, name="c")(a), Add(name="d")([a, b])])
    model.compile("sgd", "mse")
    return model


def arrays(model, *given, **options):
    return feeding.all_arrays(model, model.objective, *given, **options)


@pytest.mark.parametrize("x", [X, [X], (X,), X.tolist(), {"d_input": X}])
@pytest.mark.parametrize("y", [Y, [Y], Y[:, 0], Y.tolist(), {"d": Y}])
def test_one_of_each(one, x, y):
    made = arrays(one, x, y)
    for have, want in zip(made, [X, Y, np.ones(4)]):
        np.testing.assert_array_equal(have, want)


@pytest.mark.parametrize("x", [[X, -X], {"b": -X, "a": X}])
@pytest.mark.parametrize("y", [[Y, X], {"c": Y, "d": X}])
def test_several_of_each(two, x, y):
    made = arrays(two, x, y)
    for have, want in zip(made, [X, -X, Y, X, np.ones(4), np.ones(4)]):
        np.testing.assert_array_equal(have, want)


W = np.array([1.0, 2.0, 0.0, 1.0])


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([W, None], [W, np.ones(4)]),
        ({"d": W}, [np.ones(4), W]),
        ([None, W], [np.ones(4), W]),
        (None, [np.ones(4)] * 2),
    ],
)
def test_weights_of_samples(two, weights, expected):
    made = arrays(two, [X, X], [Y, X], weights)
    np.testing.assert_array_equal(made[4:], expected)


@pytest.mark.parametrize("weights", [W, [W], {"d": W}])
def test_weights_of_samples_of_one_output(one, weights):
    np.testing.assert_array_equal(arrays(one, X, Y, weights)[2], W)


@pytest.mark.parametrize("of_classes", [{0: 2.0, 1: 1.0, 2: 1.0, 3: 5.0}])
def test_weights_of_classes(one, two, of_classes):
    expected = [2.0, 1.0, 1.0, 5.0]
    np.testing.assert_array_equal(arrays(one, X, Y, class_weight=of_classes)[2], expected)
    made = arrays(two, [X, X], [Y, X], class_weight={"c": of_classes})
    np.testing.assert_array_equal(made[4], expected)
    np.testing.assert_array_equal(made[5], np.ones(4))


@pytest.mark.parametrize(
    ("x", "y", "error", "message"),
    [
        ([X, X[:3]], [Y, X], ShapeError, "different numbers of samples: a 4, b 3"),
        ([X, X], [Y[:3], X], ShapeError, r"y\['c'\] has shape \(3, 1\), but x has 4 samples"),
        ([X, X], [Y, Y], ShapeError, r"y\['d'\] has shape"),
        ([X, Y], [Y, X], ShapeError, r"x\['b'\]: b: got input of shape \(4, 1\)"),
        ([X, X], None, DataError, "y is missing: the loss needs targets for c, d"),
        ([X, X], Y, DtypeError, "y is one ndarray, but the model has 2 outputs"),
        ({"a": X, "bb": X}, [Y, X], UnknownNameError, "the input 'bb'.*'b'"),
        ([X, np.full((4, 2), np.nan)], [Y, X], DataError, r"x\['b'\]: b: 8 values"),
    ],
)
def test_what_is_wrong_is_named(two, x, y, error, message):
    with pytest.raises(error, match=message):
        arrays(two, x, y)


def test_names_of_arguments_in_messages(one):
    with pytest.raises(ShapeError, match="validation y has shape .* validation x has 4"):
        arrays(one, X, Y[:2], arguments=("validation x", "validation y"))


def test_outputs_without_a_loss_need_no_targets(two):
    two.compile("sgd", ["mse", None])
    assert len(arrays(two, [X, X], Y)) == 4
    two.compile("sgd", None)
    assert len(arrays(two, [X, X], None)) == 2
