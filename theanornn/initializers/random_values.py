"""Initializers that draw random numbers."""

import numpy as np

from theanornn import registry
from theanornn.argument_kinds import kinds
from theanornn.errors import DataError, ShapeError
from theanornn.initializers.base import Initializer

# Standard deviation of a standard normal cut off at two.
_TRUNCATED_STD = 0.87962566103423978


class RandomUniform(Initializer):
    """Uniform between `minval` and `maxval`; Keras' ``uniform``."""

    @kinds(scale="not_negative", stddev="not_negative")
    def __init__(self, minval=-0.05, maxval=0.05, seed=None):
        if minval > maxval:
            raise DataError(
                f"RandomUniform: minval={minval} is above maxval={maxval}; expected it below."
            )
        self.minval = minval
        self.maxval = maxval
        self.seed = seed

    def draw(self, shape, rng):
        return rng.uniform(self.minval, self.maxval, shape)


class RandomNormal(Initializer):
    """Normal with `mean` and `stddev`; Keras' ``normal``."""

    @kinds(scale="not_negative", stddev="not_negative")
    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        self.mean = mean
        self.stddev = stddev
        self.seed = seed

    def draw(self, shape, rng):
        return rng.normal(self.mean, self.stddev, shape)


class TruncatedNormal(Initializer):
    """Normal with values further than two `stddev` from `mean` drawn again."""

    @kinds(scale="not_negative", stddev="not_negative")
    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        self.mean = mean
        self.stddev = stddev
        self.seed = seed

    def draw(self, shape, rng):
        return self.mean + self.stddev * _truncated(shape, rng)


class VarianceScaling(Initializer):
    """Random values whose variance follows the size of the matrix.

    Parameters
    ----------
    scale : float
        Variance times fan.
    mode : {"fan_in", "fan_out", "fan_avg"}
    distribution : {"uniform", "normal", "truncated_normal", "untruncated_normal"}
        ``normal`` is the truncated one, as in Keras 2.
    seed : int or None

    References
    ----------
    X. Glorot, Y. Bengio, *Understanding the difficulty of training deep feedforward neural
    networks*, AISTATS 2010; K. He et al., *Delving deep into rectifiers*, ICCV 2015; Y. LeCun et
    al., *Efficient BackProp*, 1998.
    """

    @kinds(scale="not_negative", stddev="not_negative")
    def __init__(self, scale=1.0, mode="fan_in", distribution="normal", seed=None):
        registry.lookup("mode of VarianceScaling", _FANS, mode)
        registry.lookup("distribution of VarianceScaling", _UNIT_VARIANCE, distribution)
        self.scale = scale
        self.mode = mode
        self.distribution = distribution
        self.seed = seed

    def draw(self, shape, rng):
        fan = _FANS[self.mode](*_fans(shape))
        stddev = np.sqrt(self.scale / max(1.0, fan))
        return stddev * _UNIT_VARIANCE[self.distribution](shape, rng)


class Orthogonal(Initializer):
    """A random matrix with orthonormal rows or columns, whichever are fewer, times `gain`.

    References
    ----------
    A. M. Saxe, J. L. McClelland, S. Ganguli, *Exact solutions to the nonlinear dynamics of
    learning in deep linear neural networks*, ICLR 2014.
    """

    @kinds(scale="not_negative", stddev="not_negative")
    def __init__(self, gain=1.0, seed=None):
        self.gain = gain
        self.seed = seed

    def draw(self, shape, rng):
        if len(shape) < 2:
            raise ShapeError(f"orthogonal needs a shape of rank 2 or more, got {shape}")
        rows, columns = int(np.prod(shape[:-1])), shape[-1]
        tall = rng.normal(size=(max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(tall)
        q = q * np.sign(np.diag(r))  # makes the choice uniform over all such matrices
        return self.gain * (q if rows >= columns else q.T).reshape(shape)


def _fans(shape):
    if len(shape) < 2:
        side = float(np.sqrt(np.prod(shape)))
        return side, side
    receptive = int(np.prod(shape[:-2]))
    return receptive * shape[-2], receptive * shape[-1]


_FANS = {
    "fan_in": lambda fan_in, fan_out: fan_in,
    "fan_out": lambda fan_in, fan_out: fan_out,
    "fan_avg": lambda fan_in, fan_out: (fan_in + fan_out) / 2.0,
}


def _truncated(shape, rng):
    values = rng.normal(size=shape)
    while True:
        outside = np.abs(values) > 2
        if not outside.any():
            return values
        values[outside] = rng.normal(size=int(outside.sum()))


def _unit_uniform(shape, rng):
    return rng.uniform(-np.sqrt(3), np.sqrt(3), shape)


def _unit_truncated(shape, rng):
    return _truncated(shape, rng) / _TRUNCATED_STD


def _unit_normal(shape, rng):
    return rng.normal(size=shape)


_UNIT_VARIANCE = {
    "uniform": _unit_uniform,
    "normal": _unit_truncated,
    "truncated_normal": _unit_truncated,
    "untruncated_normal": _unit_normal,
}
