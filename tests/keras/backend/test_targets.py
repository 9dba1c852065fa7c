"""Beside the values in `test_golden`: which argument is which."""

import warnings

import numpy as np
import pytest

from theanornn import generations
from theanornn.argument_names import ArgumentError
from theanornn.errors import ShapeError
from theanornn.keras import backend as K
from theanornn.layers import Dense
from theanornn.models import Sequential

CROSSENTROPIES = [K.categorical_crossentropy, K.binary_crossentropy]


@pytest.fixture
def p(rng):
    return K.variable(rng.dirichlet(np.ones(4), size=3))


@pytest.fixture
def t():
    return K.variable(np.eye(4)[[1, 3, 0]])


@pytest.fixture
def keras1(monkeypatch):
    monkeypatch.setattr(generations, "default", 1)


def value(function, *args, **options):
    return K.eval(function(*args, **options))


@pytest.mark.parametrize("function", CROSSENTROPIES)
def test_the_order_is_that_of_keras_2(function, t, p):
    expected = value(function, target=t, output=p)
    np.testing.assert_array_equal(value(function, t, p), expected)
    np.testing.assert_array_equal(value(function, t, output=p), expected)
    np.testing.assert_array_equal(value(function, p, target=t), expected)
    assert not np.allclose(value(function, p, t), expected)


@pytest.mark.parametrize("function", CROSSENTROPIES)
def test_or_that_of_keras_1(function, t, p, keras1):
    expected = value(function, target=t, output=p)
    np.testing.assert_array_equal(value(function, p, t), expected)
    np.testing.assert_array_equal(value(function, p, target=t), expected)
    np.testing.assert_array_equal(value(function, t, output=p), expected)


@pytest.mark.parametrize("generation", [1, 2])
@pytest.mark.parametrize("smoothed", [False, True])
def test_in_a_loss_the_targets_are_known(generation, smoothed, monkeypatch, rng):
    """Whatever the order, the loss is that of targets and predictions; the other one is said."""
    monkeypatch.setattr(generations, "default", generation)
    x, y = rng.normal(size=(5, 3)), rng.integers(0, 2, size=(5, 1))
    values = []
    for number, order in enumerate([(0, 1), (1, 0)]):

        def loss(y_true, y_pred, order=order):
            y_true = y_true * 0.9 + 0.05 if smoothed else y_true
            return K.mean(K.binary_crossentropy(*((y_true, y_pred)[i] for i in order)), axis=-1)

        model = Sequential([Dense(1, activation="sigmoid", input_shape=(3,))], seed=1)
        model.compile("sgd", loss)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            values.append(model.evaluate(x, y, verbose=0))
        told = [str(warning.message) for warning in told if "K.binary" in str(warning.message)]
        assert bool(told) == (number == generation - 1)
    y = y * 0.9 + 0.05 if smoothed else y
    p = model.predict(x)
    expected = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    np.testing.assert_allclose(values, expected)


def test_arguments_given_twice_or_not_at_all(t, p):
    with pytest.raises(ArgumentError, match="'target' by position and by name"):
        K.binary_crossentropy(t, p, target=t)


def test_sparse_targets_of_any_shape(rng):
    p = rng.dirichlet(np.ones(4), size=(3, 5))
    classes = rng.integers(0, 4, size=(3, 5))
    expected = -np.log(np.take_along_axis(p, classes[..., None], axis=-1)[..., 0])
    for shape in [(3, 5), (3, 5, 1), (15,)]:
        targets = K.variable(classes.reshape(shape), dtype="int32")
        got = value(K.sparse_categorical_crossentropy, targets, K.variable(p))
        np.testing.assert_allclose(got, expected)
    logits = K.variable(np.moveaxis(np.log(p) + 3, -1, 1))
    got = value(K.sparse_categorical_crossentropy, targets, logits, from_logits=True, axis=1)
    np.testing.assert_allclose(got, expected)


def test_an_axis_that_is_not_there(t, p):
    with pytest.raises(ShapeError, match="axis=2"):
        K.categorical_crossentropy(t, p, axis=2)


@pytest.mark.parametrize("k, expected", [(0, [0, 0, 0]), (1, [1, 0, 1]), (4, [1, 1, 1])])
def test_in_top_k(k, expected):
    p = K.variable([[0.1, 0.9, 0.0], [0.5, 0.3, 0.2], [0.4, 0.4, 0.2]])  # the last is a tie
    targets = K.variable([1, 2, 1], dtype="int32")
    assert K.eval(K.in_top_k(p, targets, k)).tolist() == expected
