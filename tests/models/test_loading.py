"""Models from configs and text, and copies; files are tested with `Saved` and the formats."""

import json

import numpy as np
import pytest

from theanornn.errors import DataError, MissingExtraError, UnknownNameError
from theanornn.layers import Dense, Input, Layer
from theanornn.models import (
    Model,
    Sequential,
    clone_model,
    model_from_config,
    model_from_json,
    model_from_yaml,
)


class Doubled(Layer):
    def call(self, x, mask=None, *, context):
        return 2 * x


@pytest.fixture(params=["chain", "graph"])
def model(request):
    if request.param == "chain":
        return Sequential([Dense(2, input_dim=3, name="a"), Dense(1, name="b")], name="m")
    x = Input((3,), name="x")
    return Model(x, Dense(1, name="b")(Dense(2, name="a")(x)), name="m")


def test_text_makes_an_equal_model(model):
    for again in (model_from_json(model.to_json()), model_from_yaml(model.to_yaml())):
        assert type(again) is type(model) and again.get_config() == model.get_config()
    assert json.loads(model.to_json(indent=2))["keras_version"] == "2.3.1"


def test_yaml_needs_pyyaml_unless_it_is_json(model, monkeypatch):
    import builtins

    real = builtins.__import__

    def without_yaml(name, *rest):
        if name == "yaml":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without_yaml)
    assert model_from_yaml(model.to_yaml()).name == "m"
    with pytest.raises(MissingExtraError, match="reading YAML needs yaml"):
        model_from_yaml("class_name: Sequential\nconfig: []\n")


def test_real_yaml():
    pytest.importorskip("yaml")
    text = """
class_name: Sequential
config:
- class_name: Dense
  config:
    batch_input_shape: !!python/tuple [null, 3]
    output_dim: 2
    name: a
"""
    assert model_from_yaml(text).output_shape == (None, 2)
    with pytest.raises(DataError, match="no YAML"):
        model_from_yaml("!!python/object/apply:os.system ['true']")
    with pytest.raises(DataError, match="no config of a model"):
        model_from_yaml("- 1")


@pytest.mark.parametrize("text", ["{", "", None])
def test_what_is_no_json(text):
    with pytest.raises(DataError, match="no JSON"):
        model_from_json(text)


@pytest.mark.parametrize(
    ("config", "error", "message"),
    [
        (3, DataError, "got int"),
        ([], DataError, "use Sequential.from_config"),
        ({"name": "m"}, DataError, "use Sequential.from_config"),
        ({"class_name": "Sequentil", "config": []}, UnknownNameError, "'Sequential'"),
    ],
)
def test_what_is_no_config(config, error, message):
    with pytest.raises(error, match=message):
        model_from_config(config)


def test_own_classes():
    model = Sequential([Doubled(input_shape=(3,))])
    with pytest.raises(UnknownNameError, match="Doubled"):
        model_from_json(model.to_json())
    assert model_from_json(model.to_json(), {"Doubled": Doubled}).output_shape == (None, 3)


def test_clones_have_weights_of_their_own(model):
    model.loss_rule = 1
    clone = clone_model(model)
    assert clone.get_config() == model.get_config() and clone.loss_rule == 1
    assert not set(clone.weights) & set(model.weights)
    clone.set_weights(model.get_weights())
    x = np.ones((2, 3))
    np.testing.assert_array_equal(clone.predict(x), model.predict(x))


def test_clones_know_the_classes_of_what_they_copy():
    x = Input((3,))
    clone = clone_model(Model(x, Sequential([Doubled(input_shape=(3,))])(x)))
    np.testing.assert_array_equal(clone.predict(np.ones((1, 3))), np.full((1, 3), 2.0))


def test_a_clone_on_other_inputs(model):
    x = Input((3,), name="other")
    clone = clone_model(model, x)
    assert clone.input_names == ["other"]
    clone.set_weights(model.get_weights())
    np.testing.assert_array_equal(clone.predict(np.ones((2, 3))), model.predict(np.ones((2, 3))))
