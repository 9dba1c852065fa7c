"""Masking: steps that hold one value in all features are padding."""

import numpy as np
import theano
import theano.tensor as T

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.base import Layer

__all__ = ["Masking"]


class Masking(Layer):
    """Mark the steps whose features all equal `mask_value` as padding, and set them to zero.

    Of ``(batch, features)`` it marks the samples.

    Parameters
    ----------
    mask_value : float
        What the padding is filled with.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> Masking(mask_value=-1.0, input_shape=(10, 4)).batch_input_shape
    (None, 10, 4)
    """

    supports_masking = True

    @keras1_names("plain")
    @kinds(mask_value="number")
    def __init__(self, mask_value=0.0, **options):
        super().__init__(**options)
        self.mask_value = mask_value

    def _is_real(self, x, **options):
        value = np.asarray(self.mask_value, dtype=theano.config.floatX)
        return T.any(T.neq(x, value), axis=-1, **options)

    def call(self, x, mask=None, *, context):
        return x * T.cast(self._is_real(x, keepdims=True), x.dtype)

    def compute_mask(self, x, mask=None):
        return self._is_real(x)

    def compute_output_shape(self, input_shape):
        if len(input_shape) < 2:
            raise ShapeError(
                f"{self.name}: got input of shape {tuple(input_shape)}, expected "
                "(batch, time, features), or (batch, features) at least."
            )
        return tuple(input_shape)

    def get_config(self):
        return {**super().get_config(), "mask_value": self.mask_value}
