"""Configs in the words of Keras 2.3.1."""

import pytest

from theanornn.layers import Highway, MaxoutDense, TimeDistributedDense
from theanornn.serialization.hdf5 import keras2


def in_keras2(layer):
    config = {"name": "m", "layers": [{"class_name": type(layer).__name__,
                                       "config": layer.get_config()}]}  # fmt: skip
    return keras2.model_config("Sequential", config)["config"]["layers"][0]


@pytest.mark.parametrize("layer", [MaxoutDense(3, kernel_regularizer="l2"), Highway()])
def test_layers_that_keras_2_left_in_the_words_of_keras_1(layer):
    described = in_keras2(layer)
    assert described["class_name"] == type(layer).__name__
    assert {"init", "W_regularizer", "b_constraint", "bias"} <= set(described["config"])
    assert not any(name.startswith(("kernel", "use")) for name in described["config"])


def test_layers_that_keras_2_has_under_another_name():
    described = in_keras2(TimeDistributedDense(3))
    assert (described["class_name"], described["config"]["units"]) == ("Dense", 3)
