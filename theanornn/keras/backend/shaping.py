"""Tensors in another shape: axes moved, joined, added, cut, filled up with zeros."""

import builtins

import theano.tensor as T

from theanornn.errors import ShapeError
from theanornn.keras.backend.settings import floatx
from theanornn.layers.windows import lengthened

__all__ = [
    "arange",
    "asymmetric_temporal_padding",
    "batch_flatten",
    "concatenate",
    "expand_dims",
    "flatten",
    "one_hot",
    "pattern_broadcast",
    "permute_dimensions",
    "repeat",
    "repeat_elements",
    "reshape",
    "reverse",
    "slice",
    "squeeze",
    "stack",
    "temporal_padding",
    "tile",
]


def concatenate(tensors, axis=-1):
    """Tensors one after the other along an axis."""
    return T.concatenate(list(tensors), axis=axis)


def stack(x, axis=0):
    """A list of tensors along a new axis."""
    return T.stack(list(x), axis=axis)


def reshape(x, shape):
    """`x` in another shape; one size may be -1 (or None): what is left."""
    if isinstance(shape, (list, tuple)):
        shape = [-1 if size is None else size for size in shape]
    return T.reshape(x, shape)


def flatten(x):
    """All elements in one axis."""
    return T.flatten(x)


def batch_flatten(x):
    """All axes but the first in one: ``(batch, features)``."""
    return T.reshape(x, (x.shape[0], T.prod(x.shape[1:])))


def permute_dimensions(x, pattern):
    """The axes of `x` in the order that `pattern` has them, ``(0, 2, 1)`` for example."""
    return x.dimshuffle(*pattern)


def expand_dims(x, axis=-1, dim=None):
    """A new axis of size 1, so that it is number `axis` of the result (Keras 1: `dim`)."""
    axis = axis if dim is None else dim
    pattern = list(range(x.ndim))
    pattern.insert(axis % (x.ndim + 1), "x")
    return x.dimshuffle(*pattern)


def squeeze(x, axis):
    """`x` without an axis, which must be of size 1."""
    axis %= x.ndim
    kept = [each for each in range(x.ndim) if each != axis]
    return T.addbroadcast(x, axis).dimshuffle(*kept)


def repeat_elements(x, rep, axis):
    """Each element `rep` times, one after the other, along an axis."""
    return T.repeat(x, rep, axis=axis)


def repeat(x, n):
    """``(batch, features)`` as each of `n` steps: ``(batch, n, features)``.

    Raises
    ------
    ShapeError
        `x` has another number of axes.
    """
    if x.ndim != 2:
        raise ShapeError(f"repeat: got a tensor of {x.ndim} axes, expected 2: (batch, features).")
    return T.repeat(x.dimshuffle(0, "x", 1), n, axis=1)


def tile(x, n):
    """The whole of `x`, repeated along its axes; `n` is a number for each of the last axes."""
    return T.tile(x, tuple(n) if isinstance(n, (list, tuple)) else (n,), ndim=x.ndim)


def arange(start, stop=None, step=1, dtype="int32"):
    """Whole numbers from `start` up to, but not including, `stop`; from 0 to the only one given."""
    return T.arange(start, stop=stop, step=step, dtype=dtype)


def reverse(x, axes):
    """`x` back to front along one axis or several."""
    axes = [axes] if isinstance(axes, int) else axes
    turned = {axis % x.ndim for axis in axes}
    backwards, whole = builtins.slice(None, None, -1), builtins.slice(None)
    return x[tuple(backwards if axis in turned else whole for axis in range(x.ndim))]


def slice(x, start, size):
    """A block of `x`: for each axis where it starts and how long it is, -1 for all the rest.

    Raises
    ------
    ShapeError
        There is not one of each for every axis.
    """
    if not len(start) == len(size) == x.ndim:
        raise ShapeError(
            f"slice: got {len(start)} starts and {len(size)} sizes for a tensor of {x.ndim} axes."
        )
    return x[
        tuple(
            builtins.slice(first, None if isinstance(n, int) and n == -1 else first + n)
            for first, n in zip(start, size)
        )
    ]


def one_hot(indices, num_classes=None, nb_classes=None):
    """Class numbers ``(…)`` as rows ``(…, num_classes)`` of floatX, 1 at the class, 0 elsewhere.

    Keras 1 calls the number of classes ``nb_classes``.
    """
    every_class = T.arange(nb_classes if num_classes is None else num_classes)
    return T.cast(T.eq(T.shape_padright(indices), every_class), floatx())


def temporal_padding(x, padding=(1, 1)):
    """``(batch, time, features)`` with steps of zeros before and after.

    Parameters
    ----------
    x : tensor3
    padding : int or pair of int
        How many before and how many after; one number stands for both.
    """
    before, after = (padding, padding) if isinstance(padding, int) else padding
    return asymmetric_temporal_padding(x, before, after)


def asymmetric_temporal_padding(x, left_pad=1, right_pad=1):
    """``(batch, time, features)`` with `left_pad` steps of zeros before and `right_pad` after."""
    return lengthened(x, left_pad, right_pad)


def pattern_broadcast(x, broadcastable):
    """`x` with the axes marked that are of size 1 and spread out in operations."""
    return T.patternbroadcast(x, broadcastable)
