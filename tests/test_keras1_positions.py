"""Keras 1's order of arguments."""

import pytest

from theanornn import argument_names, generations, layers
from theanornn.argument_names import ArgumentError
from theanornn.keras1_positions import ORDERS, by_position, named
from theanornn.layers import (
    LSTM,
    AtrousConvolution1D,
    BatchNormalization,
    Conv1D,
    Dense,
    Dropout,
    Embedding,
    TimeDistributedDense,
)


@pytest.fixture
def keras1(monkeypatch):
    monkeypatch.setattr(generations, "default", 1)


@pytest.mark.parametrize("name", ORDERS)
def test_every_argument_in_an_order_exists(name):
    layer = layers.LAYERS[name]
    accepted = argument_names._accepted(layer)
    for argument in ORDERS[name]:
        new = layer.__init__.names.get(argument, argument)
        assert getattr(new, "name", new) in accepted


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: Dense(8, "he_uniform", "relu"), {"units": 8, "activation": "relu"}),
        (lambda: Conv1D(4, 3, "uniform", "tanh", None, "same", 2), {"padding": "same", "strides": 2,
                                                                   "kernel_size": 3}),
        (lambda: AtrousConvolution1D(4, 3, "uniform", "tanh", None, "same", 1, 2),
         {"dilation_rate": 2}),
        (lambda: Embedding(9, 4, "normal", 7), {"input_length": 7, "input_dim": 9}),
        (lambda: LSTM(4, "uniform", "identity", "zero", "relu", "tanh"),
         {"unit_forget_bias": False, "activation": "relu", "recurrent_activation": "tanh"}),
        (lambda: BatchNormalization(1e-5, 1), {"epsilon": 1e-5, "mode": 1, "axis": -1}),
        (lambda: TimeDistributedDense(4, "uniform", "relu"), {"units": 4, "activation": "relu"}),
    ],
)  # fmt: skip
def test_a_script_of_keras_1(make, expected, keras1):
    layer = make()
    config = layer.get_config()
    assert layer.generation == 1
    assert {name: config[name] for name in expected} == expected


def test_one_name_of_keras_1_tells_the_order():
    layer = Dense(8, "uniform", "relu", W_regularizer="l2")
    assert layer.get_config()["activation"] == "relu"
    assert layer.get_config()["kernel_initializer"]["class_name"] == "RandomUniform"


@pytest.mark.parametrize("options", [{}, {"kernel_regularizer": "l2"}])
def test_without_one_the_order_is_that_of_the_signature(options):
    layer = Dense(8, "relu", **options)
    assert layer.get_config()["activation"] == "relu" and layer.generation == 2


def test_a_name_of_keras_2_tells_too(keras1):
    layer = Dense(8, "relu", kernel_regularizer="l2")
    assert layer.get_config()["activation"] == "relu" and layer.generation == 2


def test_the_same_argument_twice(keras1):
    with pytest.raises(ArgumentError, match="Dense got 'init' twice.*output_dim, init"):
        Dense(8, "uniform", init="normal")


def test_where_the_order_is_the_same():
    assert named(Dropout, Dropout.__init__, (0.5,)) is None
    assert named(Dense, Dense.__init__, tuple(range(12))) is None


class Called:
    """Says with what a method was called, after its arguments were looked over."""

    def __init__(self, generation):
        self.generation = generation

    @by_position("samples_per_epoch nb_epoch verbose")
    def fit_generator(self, generator, *args, **kwargs):
        return args, kwargs


@pytest.mark.parametrize(
    ("generation", "args", "kwargs", "got"),
    [
        (2, (5, 2), {}, ((5, 2), {})),
        (2, (5, 2), {"verbose": 0}, ((5, 2), {"verbose": 0})),
        (2, (5,), {"nb_epoch": 2}, ((), {"samples_per_epoch": 5, "nb_epoch": 2})),
        (1, (5, 2), {}, ((), {"samples_per_epoch": 5, "nb_epoch": 2})),
        (1, (5, 2), {"workers": 1}, ((5, 2), {"workers": 1})),
        (
            1,
            (5, 2, 0, "more"),
            {},
            (("more",), dict(zip(("samples_per_epoch", "nb_epoch", "verbose"), (5, 2, 0)))),
        ),
        (1, (5, 2), {"nb_epoch": 3}, ((5, 2), {"nb_epoch": 3})),
    ],
)
def test_positions_of_methods(generation, args, kwargs, got):
    assert Called(generation).fit_generator("it", *args, **kwargs) == got
