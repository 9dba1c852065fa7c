"""Keras' module tree: what old scripts import is there, and is theanornn's own."""

import importlib
import pkgutil
import subprocess
import sys

import pytest

import theanornn.layers
import theanornn.losses
import theanornn.models
from tests.keras.names import NAMES
from theanornn import keras


@pytest.mark.parametrize("module", NAMES)
def test_the_names_of_keras_are_there(module):
    found = importlib.import_module(f"theanornn.keras.{module}")
    assert found.__doc__
    missing = [name for name in NAMES[module].split() if not hasattr(found, name)]
    assert missing == []


def test_every_module_is_in_the_table_and_has_a_name_in_keras():
    walked = pkgutil.walk_packages(keras.__path__, "theanornn.keras.")
    public = {each.name.partition(".keras.")[2] for each in walked}
    packages = {"datasets", "preprocessing", "wrappers", "legacy"}
    own = {"absent", "install", "precision", "layers.own_recurrent"}
    assert {name for name in public if not name.startswith("backend.")} - packages - own == (
        set(NAMES) | {"utils.test_utils"}
    )
    program = "import theanornn.keras.install\n" + "\n".join(
        f"import keras.{name}, theanornn.keras.{name} as real; assert keras.{name} is real"
        for name in sorted(public)
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_merge_is_a_function_and_a_module():
    assert callable(keras.layers.merge) and keras.layers.merge.Concatenate is not None


@pytest.mark.parametrize(
    ("module", "name", "answer"),
    [
        (keras, "applications", "no attribute 'applications'"),
        (keras.layers, "ConvLSTM2D", "works on images"),
        (keras.layers.recurrent, "JZS1", "use GRU"),
        (keras.layers.core, "TimeDistributedMerge", "use Lambda"),
        (keras.models, "Graph", r"use Model\(inputs, outputs\)"),
        (keras.optimizers, "TFOptimizer", "needs TensorFlow"),
        (keras.losses, "Huber", "give the function or its name"),
        (keras.metrics, "AUC", r'metrics=\["accuracy"\]'),
        (keras.layers, "Dens", "did you mean 'Dense'"),
        (keras.callbacks, "EarlyStoping", "did you mean 'EarlyStopping'"),
    ],
)
def test_names_that_are_not_there_are_answered(module, name, answer):
    with pytest.raises((ImportError, AttributeError), match=answer):
        getattr(module, name)


@pytest.mark.parametrize("module", [name for name in NAMES if "." not in name])
def test_modules_are_attributes_too(module):
    assert getattr(keras, module).__name__ == f"theanornn.keras.{module}"


def test_everything_is_one_implementation():
    assert keras.models.Sequential is theanornn.models.Sequential
    assert keras.layers.LSTM is keras.layers.recurrent.LSTM is theanornn.layers.LSTM
    assert keras.losses.mse is keras.objectives.mse is theanornn.losses.mse


def test_every_layer_is_in_keras_layers():
    assert set(theanornn.layers.LAYERS) <= set(keras.layers.__all__) <= set(dir(keras.layers))


@pytest.mark.parametrize("name", ["core.SpatialDropout2D", "convolutional.Convolution2D",
                                  "pooling.MaxPooling2D"])  # fmt: skip
def test_layers_for_images_are_answered(name):
    module, name = name.split(".")
    with pytest.raises(ImportError, match=f"{name} works on images"):
        getattr(importlib.import_module(f"theanornn.keras.layers.{module}"), name)
