"""Configs in the words of Keras 1.2.2."""

import pytest

from theanornn.layers import Dropout, SpatialDropout1D
from theanornn.serialization.hdf5 import keras1


@pytest.mark.parametrize(
    ("layer", "written"),
    [
        (Dropout(0.5), {"p": 0.5}),
        (Dropout(0.5, noise_shape=(None, 1, None)), {"p": 0.5, "noise_shape": [None, 1, None]}),
        (Dropout(0.5, seed=3), {"p": 0.5, "seed": 3}),
        (SpatialDropout1D(0.5), {"p": 0.5}),
    ],
)
def test_what_keras_1_reads_but_does_not_write(layer, written):
    model = {"layers": [{"class_name": type(layer).__name__, "config": layer.get_config()}]}
    (described,) = keras1.model_config("Sequential", model)["config"]
    config = {name: value for name, value in described["config"].items() if name != "name"}
    assert {**config, "trainable": True} == {**written, "trainable": True}
