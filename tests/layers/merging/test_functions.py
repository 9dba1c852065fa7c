import pytest

from theanornn import layers
from theanornn.layers import Input

OPTIONS = {"dot": {"axes": -1}}


@pytest.mark.parametrize("name", ["add", "average", "concatenate", "dot", "maximum", "minimum",
                                  "multiply", "subtract"])  # fmt: skip
def test_each_is_its_layer(name):
    options = OPTIONS.get(name, {})
    y = getattr(layers, name)([Input((4,)), Input((4,))], name="merged", **options)
    layer = y._keras_history[0]
    assert type(layer) is layers.LAYERS[name.capitalize()]
    assert layer.name == "merged"


def test_arguments_are_handed_on():
    assert layers.concatenate([Input((4, 2)), Input((4, 2))], axis=1)._keras_shape == (None, 8, 2)
    y = layers.dot([Input((4, 2)), Input((4, 2))], (1, 1), normalize=True)
    assert y._keras_history[0].normalize and y._keras_shape == (None, 2, 2)
