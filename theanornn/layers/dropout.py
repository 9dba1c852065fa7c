"""Dropout, and the masks that every layer with dropout of its own multiplies by."""

import numpy as np
import theano
import theano.tensor as T

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.base import Layer
from theanornn.layers.checks import checked_rate
from theanornn.randomness import RandomSource

__all__ = ["Dropout", "SpatialDropout1D", "dropout_mask", "kept_mask"]


def kept_mask(source, size, rate):
    """Zeros with probability `rate`, ones elsewhere, drawn anew at each call.

    Parameters
    ----------
    source : RandomSource
    size : tuple of int and scalar variables
        Shape of the mask; axes given as the int 1 broadcast.
    rate : float

    Returns
    -------
    variable of dtype floatX
    """
    floatX = theano.config.floatX
    kept = source.theano_stream().binomial(size=size, p=1 - rate, ndim=len(size), dtype=floatX)
    ones = [axis for axis, width in enumerate(size) if isinstance(width, int) and width == 1]
    return T.addbroadcast(kept, *ones)


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
    return kept_mask(source, size, rate) * np.asarray(1 / (1 - rate), theano.config.floatX)


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
    @kinds()
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
        return self.drop(x, self._own_source or self.random, size)

    def drop(self, x, source, size):
        """`x` with a share of it dropped, by a mask of the given size."""
        return x * dropout_mask(source, size, self.rate)

    def compute_output_shape(self, input_shape):
        if self.noise_shape is not None and len(self.noise_shape) != len(input_shape):
            raise ShapeError(
                f"{self.name}: noise_shape={self.noise_shape} has {len(self.noise_shape)} axes, "
                f"the input of shape {tuple(input_shape)} has {len(input_shape)}: give a size for "
                "each, batch included, None for that of the input and 1 to drop along all of it."
            )
        return tuple(input_shape)

    def get_config(self):
        noise_shape = None if self.noise_shape is None else list(self.noise_shape)
        return {
            **super().get_config(),
            "rate": self.rate,
            "noise_shape": noise_shape,
            "seed": self.seed,
        }


class SpatialDropout1D(Dropout):
    """Set a share of the features to zero while training, at all steps of a sequence together.

    Parameters
    ----------
    rate : float
        Share to drop, in [0, 1). Keras 1 called it ``p``.
    **options
        Arguments of `Layer`.

    References
    ----------
    J. Tompson, R. Goroshin, A. Jain, Y. LeCun, C. Bregler, *Efficient object localization using
    convolutional networks*, CVPR 2015.

    Examples
    --------
    >>> SpatialDropout1D(0.5, input_shape=(7, 4)).noise_shape
    (None, 1, None)
    """

    input_rank = 3

    @keras1_names("dropout")
    @kinds()
    def __init__(self, rate, **options):
        options["noise_shape"] = (None, 1, None)
        super().__init__(rate, **options)

    def get_config(self):
        config = super().get_config()
        del config["noise_shape"]
        return config
