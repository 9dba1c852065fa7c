"""Keras' layers around another layer."""

from theanornn.keras.absent import answers
from theanornn.layers import Bidirectional, Layer, TimeDistributed
from theanornn.layers.authoring import InputSpec
from theanornn.layers.wrappers import as_layer, layer_config

__all__ = [
    "Bidirectional",
    "InputSpec",
    "TimeDistributed",
    "Wrapper",
]


class Wrapper(Layer):
    """Base of a layer of one's own around another layer, whose weights it has.

    Parameters
    ----------
    layer : Layer
    **options
        Arguments of `Layer`.
    """

    def __init__(self, layer, **options):
        super().__init__(**options)
        self.layer = as_layer(layer, type(self).__name__)

    def build(self, input_shape=None):
        """Nothing of its own: a subclass builds ``self.layer``."""
        self.built = True

    def layers_within(self):
        return [self.layer]

    def get_config(self):
        return {**super().get_config(), "layer": layer_config(self.layer)}


__getattr__ = answers(__name__)
