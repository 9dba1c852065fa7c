"""What tells one training from another, and what does not."""

import numpy as np
import pytest

from theanornn import Model, Sequential, callbacks
from theanornn.layers import GRU, Bidirectional, Dense, Dropout, Input, add
from theanornn.training.described import describe


def sequential(units=2, activation="tanh", loss="mse"):
    layers = [Bidirectional(GRU(units, activation=activation), input_shape=(4, 3)), Dropout(0.5)]
    model = Sequential([*layers, Dense(1)])
    model.compile("adam", loss)
    return model


def functional(crossed=False):
    x = Input((2,))
    a, b = Dense(2)(x), Dense(2)(x)
    model = Model(x, Dense(1)(add([a, a if crossed else b])))
    model.compile("adam", {model.output_names[0]: "mse"})
    return model


def described(model, *listed, **arguments):
    return describe(model, listed, arguments, {"training": 3 * [np.arange(3.0)]})


@pytest.mark.parametrize("build", [sequential, functional])
def test_the_same_program_twice(build):
    build()  # the names of layers count on
    first = described(build(), callbacks.EarlyStopping(), batch_size=3)
    assert described(build(), callbacks.EarlyStopping(), batch_size=3) == first
    assert described(build(), callbacks.EarlyStopping(patience=1), batch_size=3) != first


@pytest.mark.parametrize(
    "one, other",
    [
        (sequential(), sequential(units=3)),
        (sequential(), sequential(activation="relu")),
        (sequential(), sequential(loss="mae")),
        (functional(), functional(crossed=True)),
    ],
)
def test_other_models(one, other):
    assert described(one) != described(other)


def test_frozen_layers():
    model = sequential()
    before = described(model)
    model.layers[0].trainable = False
    model.compile("adam", "mse")
    assert described(model) != before


def test_data_are_named():
    found = described(sequential())
    assert {name for name in found if name.startswith("data")} == {
        "data.training.x",
        "data.training.y",
        "data.training.weights",
    }
