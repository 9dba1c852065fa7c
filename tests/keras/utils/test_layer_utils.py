"""Functions over the layers of models."""

import numpy as np
import pytest

from theanornn.keras.utils import layer_utils
from theanornn.layers import BatchNormalization, Conv1D, Dense, Input, concatenate
from theanornn.models import Model, Sequential


@pytest.fixture
def model():
    layers = [Conv1D(2, 3, input_shape=(5, 4), name="conv"), BatchNormalization(name="norm")]
    return Sequential(layers, name="m")


@pytest.mark.parametrize("of", ["model", "layers"])
def test_print_summary(model, of, capsys):
    lines = []
    layer_utils.print_summary(model if of == "model" else model.layers, print_fn=lines.append)
    text = "\n".join(lines)
    assert "conv (Conv1D)" in text and "Parameters: 34, 30 of them trained" in text
    layer_utils.print_summary(model.layers)
    assert "norm (BatchNormalization)" in capsys.readouterr().out


def test_counts(model):
    seen = set()
    assert layer_utils.count_total_params(model.layers, seen) == (30, 4)
    assert layer_utils.count_total_params(model.layers, seen) == (0, 0)
    weight = model.layers[0].weights[0]
    assert layer_utils.count_params([weight, weight]) == 24


def test_layers_from_configs(model):
    layer = layer_utils.layer_from_config({"class_name": "Dense", "config": {"output_dim": 3}})
    assert type(layer) is Dense and layer.units == 3
    described = {"class_name": "Sequential", "config": model.get_config()}
    assert layer_utils.layer_from_config(described).count_params() == model.count_params()
    own = type("Own", (Dense,), {})
    config = {"class_name": "Own", "config": {"units": 2}}
    assert type(layer_utils.layer_from_config(config, {"Own": own})) is own


def test_source_inputs():
    a, b, c = (Input(shape=(2,)) for _ in range(3))
    output = Dense(1)(concatenate([Dense(2)(a), b, Dense(2)(a)]))
    assert layer_utils.get_source_inputs(output) in ([a, b], [b, a])
    assert layer_utils.get_source_inputs(c) == [c]
    assert Model([a, b], output).inputs == [a, b]


def test_kernels_are_mirrored(model):
    kernel, bias = model.layers[0].get_weights()
    layer_utils.convert_all_kernels_in_model(model)
    mirrored, same = model.layers[0].get_weights()
    np.testing.assert_array_equal(mirrored, kernel[::-1])
    np.testing.assert_array_equal(same, bias)
