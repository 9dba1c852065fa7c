"""Conv1D and AtrousConvolution1D; their numbers are in test_against_keras.py."""

import numpy as np
import pytest

from tests.layers.evaluation import run
from theanornn import constraints
from theanornn.errors import ShapeError, UnknownNameError
from theanornn.layers import AtrousConvolution1D, Conv1D, Convolution1D
from theanornn.regularizers import L1L2


def test_input_dim_and_input_length_are_the_input_shape():
    assert Conv1D(2, 3, input_dim=4, input_length=7).batch_input_shape == (None, 7, 4)
    assert Conv1D(2, 3, input_dim=4).batch_input_shape == (None, None, 4)


@pytest.mark.parametrize("size", [3, (3,), [3]])
def test_sizes_as_keras_2_writes_them(size):
    layer = Conv1D(2, kernel_size=size, strides=(2,), dilation_rate=[1])
    assert (layer.kernel_size, layer.strides, layer.dilation_rate) == (3, 2, 1)


def test_keras_1_calls_it_otherwise():
    assert Convolution1D is Conv1D
    layer = AtrousConvolution1D(2, 3, atrous_rate=2, border_mode="same", bias=False)
    assert (layer.dilation_rate, layer.padding, layer.use_bias) == (2, "same", False)
    assert layer.generation == 1


def test_initializers_regularizers_and_constraints_reach_their_own_weight():
    penalties, limits = [L1L2(), L1L2()], [constraints.NonNeg(), constraints.MaxNorm()]
    layer = Conv1D(
        3,
        2,
        kernel_initializer="ones",
        bias_initializer={"class_name": "Constant", "config": {"value": 2.0}},
        kernel_regularizer=penalties[0],
        bias_regularizer=penalties[1],
        kernel_constraint=limits[0],
        bias_constraint=limits[1],
    )
    layer.build((None, 7, 4))
    W, b = layer.get_weights()
    assert W.shape == (2, 4, 3) and np.all(W == 1)
    assert b.shape == (3,) and np.all(b == 2)
    assert list(layer.params.regularizers.values()) == penalties
    assert list(layer.params.constraints.values()) == limits


@pytest.mark.parametrize("time", [3, 7])
def test_the_number_of_steps_may_vary(time, rng):
    layer = Conv1D(2, 3)
    layer.build((None, None, 4))
    assert layer.output_shape == (None, None, 2)
    assert run(layer, rng.normal(size=(2, time, 4))).shape == (2, time - 2, 2)


def test_what_it_cannot_take():
    with pytest.raises(ShapeError, match="net: got sequences of 4 steps, expected 5 or more"):
        Conv1D(2, 5, name="net").build((None, 4, 3))
    with pytest.raises(ShapeError, match="net: got input of shape .*number of features"):
        Conv1D(2, 5, name="net").build((None, 7, None))
    with pytest.raises(ShapeError, match=r"net: .*3 axes: \(batch, time, features\)"):
        Conv1D(2, 5, name="net").build((None, 7))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"filters": 0}, ShapeError, "filters=0"),
        ({"kernel_size": (3, 3)}, ShapeError, r"kernel_size=\(3, 3\), expected a whole number"),
        ({"strides": 0}, ShapeError, "strides=0"),
        ({"dilation_rate": 1.5}, ShapeError, "dilation_rate=1.5"),
        ({"padding": "half"}, UnknownNameError, "padding of net: 'half'"),
        ({"data_format": "NCW"}, UnknownNameError, "data_format of net: 'NCW'"),
    ],
)
def test_arguments_that_make_no_sense(options, error, message):
    with pytest.raises(error, match=message):
        Conv1D(**{"filters": 2, "kernel_size": 3, **options}, name="net")
