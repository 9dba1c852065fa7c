"""Activation: an element-wise function as a layer of its own."""

from theanornn import activations
from theanornn.argument_names import keras1_names
from theanornn.layers.base import Layer

__all__ = ["Activation"]


class Activation(Layer):
    """Apply a function to the input.

    Parameters
    ----------
    activation : str or callable
        Name of an activation (``"relu"``, ``"softmax"`` …), or a function of a variable.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> Activation("softmax").compute_output_shape((None, 10))
    (None, 10)
    """

    supports_masking = True

    @keras1_names("plain")
    def __init__(self, activation, **options):
        super().__init__(**options)
        self.activation = activations.get(activation)

    def call(self, x, mask=None, *, context):
        return self.activation(x)

    def get_config(self):
        return {**super().get_config(), "activation": activations.name_of(self.activation)}
