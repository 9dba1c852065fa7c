"""Noise while training: GaussianNoise, GaussianDropout, AlphaDropout."""

import math

import numpy as np
import theano

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import TheanornnError
from theanornn.layers.base import Layer
from theanornn.layers.checks import checked_rate
from theanornn.layers.dropout import Dropout, kept_mask

__all__ = ["AlphaDropout", "GaussianDropout", "GaussianNoise"]

# What selu goes to far below zero, without the sign.
_SELU_LIMIT = 1.0507009873554805 * 1.6732632423543772


def _normal(source, x, mean, stddev):
    """Normal random numbers of the shape of `x`, drawn anew at each call."""
    stream = source.theano_stream()
    return stream.normal(x.shape, avg=mean, std=stddev, ndim=x.ndim, dtype=x.dtype)


class GaussianNoise(Layer):
    """Add normal random numbers around zero while training.

    Parameters
    ----------
    stddev : float
        Their standard deviation; ``sigma`` in Keras 1.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> GaussianNoise(0.1).compute_output_shape((None, 10))
    (None, 10)
    """

    supports_masking = True

    @keras1_names("gaussian_noise")
    @kinds(stddev="number")
    def __init__(self, stddev, **options):
        super().__init__(**options)
        if not 0 <= stddev < math.inf:
            raise TheanornnError(
                f"{self.name}: stddev={stddev!r}, expected a standard deviation: 0 or more."
            )
        self.stddev = float(stddev)

    def call(self, x, mask=None, *, context):
        if not context.training or self.stddev == 0:
            return x
        return x + _normal(self.random, x, 0.0, self.stddev)

    def get_config(self):
        return {**super().get_config(), "stddev": self.stddev}


class GaussianDropout(Layer):
    """Multiply by normal random numbers around one while training.

    Parameters
    ----------
    rate : float
        As in `Dropout`, in [0, 1): the standard deviation is ``sqrt(rate / (1 - rate))``, that of
        the factors in dropout. ``p`` in Keras 1.
    **options
        Arguments of `Layer`.

    References
    ----------
    N. Srivastava et al., *Dropout: a simple way to prevent neural networks from overfitting*,
    JMLR 15, 2014, section 10.

    Examples
    --------
    >>> GaussianDropout(0.5).compute_output_shape((None, 10))
    (None, 10)
    """

    supports_masking = True

    @keras1_names("dropout")
    @kinds(stddev="number")
    def __init__(self, rate, **options):
        super().__init__(**options)
        self.rate = checked_rate(rate, self.name, "rate")

    def call(self, x, mask=None, *, context):
        if not context.training or self.rate == 0:
            return x
        return x * _normal(self.random, x, 1.0, math.sqrt(self.rate / (1 - self.rate)))

    def get_config(self):
        return {**super().get_config(), "rate": self.rate}


class AlphaDropout(Dropout):
    r"""Dropout that keeps mean and variance, for inputs of mean 0 and variance 1.

    A share of the input is set to the value that `selu` goes to far below zero,
    :math:`-\lambda\alpha`, and then all of it is scaled and moved.

    Parameters
    ----------
    rate, noise_shape, seed
        See `Dropout`.
    **options
        Arguments of `Layer`.

    References
    ----------
    G. Klambauer, T. Unterthiner, A. Mayr, S. Hochreiter, *Self-normalizing neural networks*, NIPS
    2017, section "New dropout technique".

    Examples
    --------
    >>> AlphaDropout(0.5).compute_output_shape((None, 10))
    (None, 10)
    """

    def drop(self, x, source, size):
        kept = kept_mask(source, size, self.rate)
        scale = ((1 - self.rate) * (1 + self.rate * _SELU_LIMIT**2)) ** -0.5
        limit, scale, shift = (
            np.asarray(value, theano.config.floatX)
            for value in (_SELU_LIMIT, scale, scale * _SELU_LIMIT * self.rate)
        )
        return scale * (x * kept - limit * (1 - kept)) + shift
