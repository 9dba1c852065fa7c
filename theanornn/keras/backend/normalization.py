"""Scaling to unit variance over a batch, and to unit length."""

import theano.tensor as T

from theanornn.keras.backend import settings

__all__ = ["batch_normalization", "l2_normalize", "normalize_batch_in_training"]


def normalize_batch_in_training(x, gamma, beta, reduction_axes, epsilon=1e-3):
    """`x` with mean 0 and variance 1 over some axes, then times `gamma` plus `beta`.

    Parameters
    ----------
    x : tensor
    gamma, beta : tensors or None
        Of the axes that are left, or of all axes with 1 for the others. None: 1 and 0.
    reduction_axes : list of int
        The axes to take the mean over: all but that of the features.
    epsilon : float
        Added to the variance.

    Returns
    -------
    normed, mean, variance : tensors
        The variance is the one that `normed` was divided by, with `epsilon` in it, as Keras'
        Theano backend has it. Both have the axes that are left, or all where gamma or beta have
        all (or are both None).

    References
    ----------
    S. Ioffe, C. Szegedy, *Batch normalization*, ICML 2015.
    """
    axes = sorted(axis % x.ndim for axis in reduction_axes)
    left = [axis for axis in range(x.ndim) if axis not in axes]
    mean = T.mean(x, axis=axes, keepdims=True)
    variance = T.mean(T.sqr(x - mean), axis=axes, keepdims=True) + T.cast(epsilon, x.dtype)
    normed = _scaled((x - mean) / T.sqrt(variance), gamma, beta, left)
    if any(each is not None and each.ndim < x.ndim for each in (gamma, beta)):
        mean, variance = mean.dimshuffle(*left), variance.dimshuffle(*left)
    return normed, mean, variance


def batch_normalization(x, mean, var, beta, gamma, axis=-1, epsilon=1e-3):
    """``gamma * (x - mean) / sqrt(var + epsilon) + beta``.

    Parameters
    ----------
    x : tensor
    mean, var : tensors
        Vectors of the last axis of `x`, or tensors of all its axes.
    beta, gamma : tensors or None
        Likewise; None: 0 and 1.
    axis : int
        Keras 2 has it, and so does this; that of vectors is the last, as in Keras' Theano
        backend. A float here is Keras 1's `epsilon`.
    epsilon : float
    """
    if isinstance(axis, float):
        epsilon = axis
    last = [x.ndim - 1]
    mean, var = (_spread(each, x.ndim, last) for each in (mean, var))
    return _scaled((x - mean) / T.sqrt(var + T.cast(epsilon, x.dtype)), gamma, beta, last)


def _scaled(normed, gamma, beta, left):
    if gamma is not None:
        normed = normed * _spread(gamma, normed.ndim, left)
    if beta is not None:
        normed = normed + _spread(beta, normed.ndim, left)
    return normed


def _spread(parameter, ndim, left):
    """A tensor of the axes `left`, as one of all axes that broadcasts over the others."""
    if parameter.ndim == ndim:
        return parameter
    return parameter.dimshuffle(*(left.index(i) if i in left else "x" for i in range(ndim)))


def l2_normalize(x, axis=None):
    """Vectors along `axis` (or all of `x`) scaled to length 1; a tiny one stays tiny."""
    square = T.sum(T.sqr(x), axis=axis, keepdims=True)
    return x / T.sqrt(T.maximum(square, settings.epsilon()))
