"""Layers written for Keras 1 and 2 give the numbers of the real Keras 1.2.2 and 2.3.1."""

from pathlib import Path

import numpy as np
import pytest

from tests.keras.custom import layers_keras1, layers_keras2
from tests.keras.custom.record import data, results
from theanornn import generations, keras
from theanornn.keras import engine, initializations, initializers, layers, legacy, models  # noqa: F401
from theanornn.layers import Layer

GOLDEN = Path(__file__).parents[2] / "data" / "golden" / "custom_layers"
MODULES = {1: layers_keras1, 2: layers_keras2}
CASES = [(g, make.__name__) for g in MODULES for make in MODULES[g].models(keras)]

cases = pytest.mark.parametrize("generation, name", CASES)


@pytest.fixture(scope="module")
def golden():
    return {g: dict(np.load(GOLDEN / f"keras{g}.npz")) for g in MODULES}


@pytest.fixture
def made(generation, name, monkeypatch):
    monkeypatch.setattr(generations, "default", generation)
    return next(make for make in MODULES[generation].models(keras) if make.__name__ == name)()


def test_every_case_was_recorded(golden):
    recorded = {(g, key.split("/")[0]) for g in golden for key in golden[g]}
    assert recorded == set(CASES)


@cases
def test_the_same_numbers(made, generation, name, golden):
    got = results(made, keras.optimizers.SGD(lr=0.1), name)
    expected = {key: golden[generation][key] for key in golden[generation] if key in got}
    assert set(got) == {key for key in golden[generation] if key.split("/")[0] == name}
    for key, value in expected.items():
        assert got[key].shape == value.shape, key
        np.testing.assert_allclose(got[key], value, rtol=1e-6, atol=1e-9, err_msg=key)


@cases
def test_shapes_and_summary(made, generation, name):
    x, _ = data(name)
    n = len(x[0]) if isinstance(x, list) else len(x)
    assert made.predict(x).shape == (n, *made.output_shape[1:])
    for layer in made.layers:
        assert isinstance(layer, Layer) and isinstance(layer, keras.layers.Layer)
    lines = []
    made.summary(print_fn=lines.append)
    assert any(layer.name in line for layer in made.layers for line in lines)


@cases
def test_weights_go_to_a_file_and_back(made, generation, name, tmp_path):
    x, _ = data(name)

    def predicted():
        for layer in made.layers:
            if layer.stateful:
                layer.reset_states()
        return made.predict(x)

    before = predicted()
    for ending in ("h5", "safetensors"):
        path = tmp_path / f"weights.{ending}"
        made.save_weights(path)
        weights = made.get_weights()
        made.set_weights([w + 1 for w in weights])
        made.load_weights(path)
        np.testing.assert_allclose(predicted(), before, rtol=1e-6)
