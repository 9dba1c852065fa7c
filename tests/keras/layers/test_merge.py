"""``merge``: a function of Keras 1, a module of Keras 2."""

import importlib

from theanornn.keras.layers import Input, merge


def test_it_is_a_function():
    tensors = [Input((4,)), Input((2,))]
    assert merge(tensors, mode="concat")._keras_shape == (None, 6)
    assert merge(tensors, "concat", name="both")._keras_history[0].name == "both"


def test_it_is_a_module():
    module = importlib.import_module("theanornn.keras.layers.merge")
    assert module is merge
    assert module.concatenate([Input((4,)), Input((2,))])._keras_shape == (None, 6)
