"""Rectifiers without parameters, as layers: ELU, LeakyReLU, ReLU, ThresholdedReLU."""

import numpy as np
import theano.tensor as T

from theanornn import activations
from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import TheanornnError
from theanornn.layers.base import Layer

__all__ = ["ELU", "LeakyReLU", "ReLU", "ThresholdedReLU"]


class LeakyReLU(Layer):
    """``x`` above zero, ``alpha * x`` below.

    Parameters
    ----------
    alpha : float
    **options
        Arguments of `Layer`.

    References
    ----------
    A. L. Maas, A. Y. Hannun, A. Y. Ng, *Rectifier nonlinearities improve neural network acoustic
    models*, ICML 2013.

    Examples
    --------
    >>> LeakyReLU(0.1).get_config()["alpha"]
    0.1
    """

    supports_masking = True

    @keras1_names("plain")
    @kinds(max_value="not_negative", negative_slope="number")
    def __init__(self, alpha=0.3, **options):
        super().__init__(**options)
        self.alpha = float(alpha)

    def call(self, x, mask=None, *, context):
        return activations.relu(x, np.asarray(self.alpha, x.dtype))

    def get_config(self):
        return {**super().get_config(), "alpha": self.alpha}


class ELU(Layer):
    """``x`` above zero, ``alpha * (exp(x) - 1)`` below.

    Parameters
    ----------
    alpha : float
    **options
        Arguments of `Layer`.

    References
    ----------
    D.-A. Clevert, T. Unterthiner, S. Hochreiter, *Fast and accurate deep network learning by
    exponential linear units*, ICLR 2016.

    Examples
    --------
    >>> ELU().get_config()["alpha"]
    1.0
    """

    supports_masking = True

    @keras1_names("plain")
    @kinds(max_value="not_negative", negative_slope="number")
    def __init__(self, alpha=1.0, **options):
        super().__init__(**options)
        self.alpha = float(alpha)

    def call(self, x, mask=None, *, context):
        return activations.elu(x, np.asarray(self.alpha, x.dtype))

    def get_config(self):
        return {**super().get_config(), "alpha": self.alpha}


class ThresholdedReLU(Layer):
    """``x`` where it is larger than `theta`, else zero.

    Parameters
    ----------
    theta : float
    **options
        Arguments of `Layer`.

    References
    ----------
    K. Konda, R. Memisevic, D. Krueger, *Zero-bias autoencoders and the benefits of co-adapting
    features*, ICLR 2015.

    Examples
    --------
    >>> ThresholdedReLU(0.5).get_config()["theta"]
    0.5
    """

    supports_masking = True

    @keras1_names("plain")
    @kinds(max_value="not_negative", negative_slope="number")
    def __init__(self, theta=1.0, **options):
        super().__init__(**options)
        self.theta = float(theta)

    def call(self, x, mask=None, *, context):
        return x * T.cast(T.gt(x, np.asarray(self.theta, x.dtype)), x.dtype)

    def get_config(self):
        return {**super().get_config(), "theta": self.theta}


class ReLU(Layer):
    """``x`` from `threshold` to `max_value`, `max_value` above, a slope below.

    Parameters
    ----------
    max_value : float, optional
        Not negative.
    negative_slope : float
        Below `threshold` the value is ``negative_slope * (x - threshold)``.
    threshold : float
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> ReLU(max_value=6.0).get_config()["max_value"]
    6.0
    """

    supports_masking = True

    @keras1_names("plain")
    @kinds(max_value="not_negative", negative_slope="number")
    def __init__(self, max_value=None, negative_slope=0.0, threshold=0.0, **options):
        super().__init__(**options)
        for name, value in (("max_value", max_value), ("negative_slope", negative_slope)):
            if value is not None and not value >= 0:
                raise TheanornnError(f"{self.name}: {name}={value!r}, expected 0 or more.")
        self.max_value = None if max_value is None else float(max_value)
        self.negative_slope = float(negative_slope)
        self.threshold = float(threshold)

    def call(self, x, mask=None, *, context):
        most = None if self.max_value is None else np.asarray(self.max_value, x.dtype)
        slope, threshold = (
            np.asarray(value, x.dtype) for value in (self.negative_slope, self.threshold)
        )
        return activations.relu(x, slope, most, threshold)

    def get_config(self):
        return {
            **super().get_config(),
            "max_value": self.max_value,
            "negative_slope": self.negative_slope,
            "threshold": self.threshold,
        }
