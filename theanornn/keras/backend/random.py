"""Random tensors, drawn anew at each call of a function.

They come from theanornn's own sources: that of the layer which is being called, else that of
`theanornn.set_seed`, else NumPy's global state, so that ``numpy.random.seed`` makes them
reproducible as in Keras. `seed` gives one of them a seed of its own. A shape is a tuple of int and
symbolic sizes.
"""

from theanornn.keras.backend.settings import floatx
from theanornn.layers.checks import checked_rate
from theanornn.layers.dropout import dropout_mask
from theanornn.randomness import RandomSource, current_source

__all__ = [
    "dropout",
    "random_binomial",
    "random_normal",
    "random_uniform",
    "truncated_normal",
]


def _source(seed):
    return current_source() if seed is None else RandomSource(seed)


def _stream(seed):
    return _source(seed).theano_stream()


def random_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None, std=None):
    """Normal numbers; Keras 1 calls `stddev` `std`."""
    stddev = stddev if std is None else std
    return _stream(seed).normal(shape, avg=mean, std=stddev, dtype=dtype or floatx())


def random_uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None, low=None, high=None):
    """Uniform numbers between `minval` and `maxval`; Keras 1 calls them `low` and `high`."""
    low, high = (minval if low is None else low), (maxval if high is None else high)
    return _stream(seed).uniform(shape, low=low, high=high, dtype=dtype or floatx())


def random_binomial(shape, p=0.0, dtype=None, seed=None):
    """Ones with probability `p`, zeros elsewhere."""
    return _stream(seed).binomial(shape, p=p, dtype=dtype or floatx())


def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    """Normal numbers without those further than two `stddev` from `mean`."""
    return _stream(seed).normal(shape, avg=mean, std=stddev, dtype=dtype or floatx(), truncate=True)


def dropout(x, level, noise_shape=None, seed=None):
    """`x` with a share of it set to 0, and the rest scaled up; at every call, in any phase.

    Parameters
    ----------
    x : tensor
    level : float
        Share to drop, in [0, 1).
    noise_shape : tuple, optional
        Shape of the mask, batch included: 1 drops a whole axis together, None is the size of `x`.
    seed : int, optional
    """
    rate = checked_rate(level, "dropout", "level")
    noise_shape = (None,) * x.ndim if noise_shape is None else noise_shape
    size = tuple(x.shape[i] if n is None else n for i, n in enumerate(noise_shape))
    return x * dropout_mask(_source(seed), size, rate)
