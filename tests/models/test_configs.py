"""Graphs of layers as configs: the layout of Keras 2.3.1, and that of Keras 1."""

import copy
import json

import numpy as np
import pytest

from theanornn.errors import DataError, TheanornnError, UnknownNameError
from theanornn.layers import (
    LSTM,
    Add,
    Dense,
    Embedding,
    Input,
    Layer,
    Merge,
    merge,
)
from theanornn.models import Model, Sequential, model_from_json


def tangled():
    """Shared layers, several outputs of one, states, and a model within."""
    source, target = Input((5, 3), name="source"), Input((4, 3), name="target")
    reader = LSTM(3, return_state=True, name="reader")
    _, *states = reader(source)
    writer = LSTM(3, name="writer")
    head = Sequential([Dense(2, input_dim=3, name="inner")], name="head")
    first, second = head(writer(target, initial_state=states)), head(states[0])
    return Model([target, source], [second, Add(name="total")([first, second])], name="tangled")


def test_the_layout():
    config = tangled().get_config()
    entries = {entry["name"]: entry for entry in config["layers"]}
    assert entries["source"]["inbound_nodes"] == []
    assert entries["reader"]["inbound_nodes"] == [[["source", 0, 0, {}]]]
    assert entries["writer"]["inbound_nodes"] == [
        [["target", 0, 0, {}], ["reader", 0, 1, {}], ["reader", 0, 2, {}]]
    ]
    # The first node of a model is itself.
    assert entries["total"]["inbound_nodes"] == [[["head", 1, 0, {}], ["head", 2, 0, {}]]]
    assert config["input_layers"] == [["target", 0, 0], ["source", 0, 0]]
    assert config["output_layers"] == [["head", 2, 0], ["total", 0, 0]]
    assert list(config) == ["name", "layers", "input_layers", "output_layers"]


def test_there_and_back(rng):
    model = tangled()
    text = model.to_json()
    again = model_from_json(text)
    assert again.to_json() == text
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
    again.set_weights(model.get_weights())
    x = [rng.normal(size=(2, 4, 3)), rng.normal(size=(2, 5, 3))]
    for have, want in zip(again.predict(x), model.predict(x)):
        np.testing.assert_array_equal(have, want)


def test_only_the_models_own_uses_count():
    x = Input((3,))
    shared = Dense(3, name="shared")
    shared(Input((3,)))
    config = Model(x, shared(x)).get_config()
    assert config["output_layers"] == [["shared", 0, 0]]
    assert Model.from_config(config).get_config() == config


def test_a_config_of_keras_1():
    layers = [
        {
            "class_name": "InputLayer",
            "name": "a",
            "config": {
                "batch_input_shape": [None, 4],
                "input_dtype": "float32",
                "sparse": False,
                "name": "a",
            },
            "inbound_nodes": [],
        },
        {
            "class_name": "Dense",
            "name": "d",
            "config": {"name": "d", "output_dim": 3, "init": "uniform", "bias": True},
            "inbound_nodes": [[["a", 0, 0]], [["d", 0, 0]]][:1],
        },
        {
            "class_name": "Merge",
            "name": "m",
            "config": {
                "name": "m",
                "mode": "concat",
                "mode_type": "raw",
                "concat_axis": -1,
                "dot_axes": -1,
                "output_shape": None,
                "output_shape_type": "raw",
            },
            "inbound_nodes": [[["a", 0, 0], ["d", 0, 0]]],
        },
    ]
    config = {
        "name": "old",
        "layers": layers,
        "input_layers": [["a", 0, 0]],
        "output_layers": [["m", 0, 0]],
    }
    model = Model.from_config(copy.deepcopy(config))
    assert model.generation == 1 and model.output_shape == (None, 7)
    single = {**config, "input_layers": ["a", 0, 0], "output_layers": ["d", 0, 0]}
    assert Model.from_config(single).output_shape == (None, 3)


def test_merges_of_models():
    left = Sequential([Dense(2, input_dim=3)])
    right = Sequential([Dense(2, input_dim=3)])
    model = Sequential([Merge([left, right], mode="mul"), Dense(1)], name="whole")
    config = json.loads(json.dumps(model.get_config()))
    again = Sequential.from_config(config)
    again.set_weights(model.get_weights())
    x = [np.ones((2, 3)), np.full((2, 3), 2.0)]
    np.testing.assert_array_equal(again.predict(x), model.predict(x))
    a, b = Input((3,)), Input((3,))
    merged = Model([a, b], merge([a, b], mode="sum"))
    assert Model.from_config(merged.get_config()).predict(x)[0, 0] == 3.0


def test_arguments_of_calls():
    class Shifted(Layer):
        def call(self, x, by=0, other=None, *, context):
            return x + by if other is None else x + by + other

    x, y = Input((3,), name="x"), Input((3,), name="y")
    model = Model([x, y], Shifted(name="s")(x, by=2, other=y))
    entry = model.get_config()["layers"][-1]
    assert entry["inbound_nodes"] == [
        [["x", 0, 0, {"by": 2, "other": {"keras_tensor": ["y", 0, 0]}}]]
    ]
    again = Model.from_config(model.get_config(), {"Shifted": Shifted})
    np.testing.assert_array_equal(again.predict([np.ones((1, 3))] * 2), np.full((1, 3), 4.0))
    odd = Model(x, Shifted(name="s")(x, other=np.ones(3)))
    with pytest.raises(TheanornnError, match="s: was called with array.*cannot hold"):
        odd.get_config()


def test_a_mask_that_was_passed_cannot_be_written():
    ids = Input((4,), dtype="int32")
    words = Embedding(5, 3, mask_zero=True)
    x = Input((4, 3))
    words(ids)
    model = Model([ids, x], LSTM(2, name="r")(x, mask=words.output_mask))
    with pytest.raises(TheanornnError, match="r: was called with mask="):
        model.get_config()


def without(config, key):
    return {name: value for name, value in config.items() if name != key}


@pytest.mark.parametrize(
    ("break_it", "error", "message"),
    [
        (lambda c: without(c, "layers"), DataError, "expected a dict with a list of layers"),
        (lambda c: without(c, "output_layers"), DataError, "lacks 'output_layers'"),
        (lambda c: {**c, "layers": 3}, DataError, "no config of a model"),
        (
            lambda c: {**c, "output_layers": [["totl", 0, 0]]},
            DataError,
            r"needs \['totl', 0, 0\].*did you mean 'total'",
        ),
        (
            lambda c: {**c, "output_layers": [["total", 1, 0]]},
            DataError,
            r"needs \['total', 1, 0\]",
        ),
        (
            lambda c: {**c, "output_layers": [["total", 0, 3]]},
            DataError,
            "output 3 of 'total'; it has 1",
        ),
        (
            lambda c: {**c, "layers": c["layers"][1:]},
            DataError,
            "'.*' needs .*, which nothing gives",
        ),
        (
            lambda c: {**c, "layers": [{**c["layers"][0], "class_name": "InputLayr"}]},
            UnknownNameError,
            "did you mean 'InputLayer'",
        ),
    ],
)
def test_broken_configs(break_it, error, message):
    with pytest.raises(error, match=message):
        Model.from_config(break_it(tangled().get_config()))


def test_layers_that_wait_for_each_other():
    x = Input((3,))
    config = Model(x, Dense(3, name="b")(Dense(3, name="a")(x))).get_config()
    config["layers"][1]["inbound_nodes"] = [[["b", 0, 0, {}]]]
    with pytest.raises(DataError, match="'a' needs .*'b', 0, 0.*nothing gives"):
        Model.from_config(config)


def test_sequential_configs():
    inner = Sequential([Dense(2, input_dim=3)], name="inner")
    model = Sequential([inner, Dense(1)], name="outer")
    assert Sequential.from_config(model.get_config()).get_config() == model.get_config()
    assert [entry["class_name"] for entry in model.get_config()["layers"]] == [
        "Sequential",
        "Dense",
    ]
    of_keras_1 = [{"class_name": "Dense", "config": {"output_dim": 2, "input_dim": 3}}]
    assert Sequential.from_config(of_keras_1).output_shape == (None, 2)
    late = Sequential([Dense(2)])
    late.build((None, 7, 3))
    config = late.get_config()
    assert config["build_input_shape"] == [None, 7, 3]
    assert Sequential.from_config(config).output_shape == (None, 7, 2)
    assert not Sequential.from_config(Sequential([Dense(2)]).get_config()).built
