"""Sums, means and the like over axes; `axis` is an int, several, or None for all."""

import theano.tensor as T
from theano.tensor.extra_ops import cumprod as _cumprod
from theano.tensor.extra_ops import cumsum as _cumsum

from theanornn.keras.backend.settings import floatx

__all__ = [
    "all",
    "any",
    "argmax",
    "argmin",
    "cumprod",
    "cumsum",
    "logsumexp",
    "max",
    "mean",
    "min",
    "prod",
    "std",
    "sum",
    "var",
]


def max(x, axis=None, keepdims=False):
    """The largest element."""
    return T.max(x, axis=axis, keepdims=keepdims)


def min(x, axis=None, keepdims=False):
    """The smallest element."""
    return T.min(x, axis=axis, keepdims=keepdims)


def sum(x, axis=None, keepdims=False):
    """The sum."""
    return T.sum(x, axis=axis, keepdims=keepdims)


def prod(x, axis=None, keepdims=False):
    """The product."""
    return T.prod(x, axis=axis, keepdims=keepdims)


def cumsum(x, axis=0):
    """Sums of the elements so far along an axis."""
    return _cumsum(x, axis=axis)


def cumprod(x, axis=0):
    """Products of the elements so far along an axis."""
    return _cumprod(x, axis=axis)


def mean(x, axis=None, keepdims=False):
    """The mean; of integers and booleans in floatX."""
    dtype = None if x.dtype.startswith("float") else floatx()
    return T.mean(x, axis=axis, keepdims=keepdims, dtype=dtype)


def std(x, axis=None, keepdims=False):
    """The standard deviation, of the whole population."""
    return T.std(x, axis=axis, keepdims=keepdims)


def var(x, axis=None, keepdims=False):
    """The variance, of the whole population."""
    return T.var(x, axis=axis, keepdims=keepdims)


def any(x, axis=None, keepdims=False):
    """Whether any element is not 0."""
    return T.any(x, axis=axis, keepdims=keepdims)


def all(x, axis=None, keepdims=False):
    """Whether no element is 0."""
    return T.all(x, axis=axis, keepdims=keepdims)


def argmax(x, axis=-1):
    """Where the largest element is."""
    return T.argmax(x, axis=axis)


def argmin(x, axis=-1):
    """Where the smallest element is."""
    return T.argmin(x, axis=axis)


def logsumexp(x, axis=None, keepdims=False):
    """The logarithm of the sum of exponentials, without overflow."""
    largest = T.max(x, axis=axis, keepdims=True)
    largest = T.switch(T.isinf(largest), T.zeros_like(largest), largest)  # inf - inf would be NaN
    total = T.log(T.sum(T.exp(x - largest), axis=axis, keepdims=True)) + largest
    if keepdims:
        return total
    return T.sum(total, axis=axis)  # over axes of size 1: takes them away
