"""Dropout, and the mask that every layer with dropout of its own multiplies by."""

import numpy as np
import theano
import theano.tensor as T

from theanornn.argument_names import keras1_names
from theanornn.layers.base import Layer
from theanornn.layers.checks import checked_rate
from theanornn.randomness import RandomSource

__all__ = ["Dropout", "dropout_mask"]


def dropout_mask(source, size, rate):
    """Zeros with probability `rate`, ``1 / (1 - rate)`` elsewhere, drawn anew at each call.

    Parameters
    ----------
    source : RandomSource
    size : tuple of int and scalar variables
        Shape of the mask; axes given as the int 1 broadcast.
    rate : float

    Returns
    -------
    variable of dtype floatX

    References
    ----------
    Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: Dropout: a simple way to prevent
    neural networks from overfitting. JMLR 15, 2014. Scaled at training time ("inverted").
    """
    floatX = theano.config.floatX
    kept = source.theano_stream().binomial(size=size, p=1 - rate, ndim=len(size), dtype=floatX)
    scaled = kept * np.asarray(1 / (1 - rate), dtype=floatX)
    ones = [axis for axis, width in enumerate(size) if isinstance(width, int) and width == 1]
    return T.addbroadcast(scaled, *ones)


class Dropout(Layer):
    """Set a share of the input to zero while training, and scale up the rest.

    Parameters
    ----------
    rate : float
        Share to drop, in [0, 1). Keras 1 called it ``p``.
    noise_shape : tuple, optional
        Shape of the mask, batch axis included: 1 drops the whole axis together, None means the
        size of the input. ``(None, 1, None)`` drops the same features at all steps.
    seed : int, optional
        A seed of the layer's own.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> Dropout(0.5, input_shape=(10,)).get_config()["rate"]
    0.5
    """

    supports_masking = True

    @keras1_names("dropout")
    def __init__(self, rate, noise_shape=None, seed=None, **options):
        super().__init__(**options)
        self.rate = checked_rate(rate, self.name, "rate")
        self.noise_shape = None if noise_shape is None else tuple(noise_shape)
        self.seed = seed
        self._own_source = None if seed is None else RandomSource(seed)

    def call(self, x, mask=None, *, context):
        if not context.training or self.rate == 0:
            return x
        noise_shape = self.noise_shape or (None,) * x.ndim
        size = tuple(x.shape[i] if n is None else n for i, n in enumerate(noise_shape))
        return x * dropout_mask(self._own_source or self.random, size, self.rate)

    def get_config(self):
        noise_shape = None if self.noise_shape is None else list(self.noise_shape)
        return {
            **super().get_config(),
            "rate": self.rate,
            "noise_shape": noise_shape,
            "seed": self.seed,
        }
