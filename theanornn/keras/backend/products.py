"""Products of matrices, one by one and in batches; rows by their numbers."""

import theano.tensor as T

from theanornn.errors import ShapeError
from theanornn.keras.backend.settings import normalize_data_format
from theanornn.keras.backend.variables import is_sparse

__all__ = ["batch_dot", "bias_add", "dot", "gather", "transpose"]


def dot(x, y):
    """The product over the last axis of `x` and the last but one of `y` (the last of a vector).

    ``(2, 3) · (3, 4)`` gives ``(2, 4)``, ``(None, 5, 3) · (3, 4)`` gives ``(None, 5, 4)``.
    """
    if is_sparse(x):
        from theano import sparse

        return sparse.structured_dot(x, y)
    return T.dot(x, y)


def batch_dot(x, y, axes=None):
    """The product of each sample of `x` with the same sample of `y`.

    Parameters
    ----------
    x, y : tensors ``(batch, …)`` of two axes or more
    axes : int, pair of int, or None
        The axis of `x` and the axis of `y` that are summed over; one int stands for both. None:
        the last of `x` and the last but one of `y` (the last of a matrix).

    Returns
    -------
    tensor
        What is left of the axes of `x`, then of `y` without its batch axis; ``(batch, 1)`` where
        that is nothing but the batch.

    Raises
    ------
    ShapeError
        It would sum over the batch.

    Examples
    --------
    >>> x, y = T.tensor3(), T.matrix()
    >>> batch_dot(x, y, axes=(2, 1)).ndim
    2
    """
    if axes is None:
        axes = (x.ndim - 1, y.ndim - 1 if y.ndim == 2 else y.ndim - 2)
    elif isinstance(axes, int):
        axes = (axes, axes)
    axes = [_from_the_left(axis, each.ndim) for axis, each in zip(axes, (x, y))]
    if 0 in axes:
        raise ShapeError(
            f"batch_dot: axes={tuple(axes)} would sum over axis 0, the batch. For tensors without "
            "a batch axis use dot, or give them one: expand_dims(x, 0)."
        )
    product = T.batched_tensordot(x, y, axes=axes)
    return T.shape_padright(product) if product.ndim == 1 else product


def _from_the_left(axis, ndim):
    if isinstance(axis, (list, tuple)):
        return [_from_the_left(each, ndim) for each in axis]
    return axis % ndim


def transpose(x):
    """`x` with its axes in the opposite order."""
    return T.transpose(x)


def gather(reference, indices):
    """The rows of `reference` that integers `indices`, of any shape, name."""
    return reference[indices]


def bias_add(x, bias, data_format=None):
    """`x` plus a bias of its last axis, or (``data_format="channels_first"``) of its second.

    Parameters
    ----------
    x : tensor ``(batch, …)``
    bias : tensor
        A vector, one number for each channel, or a tensor of all axes but the batch, with the
        channels last.

    Raises
    ------
    ShapeError
        `bias` has another number of axes.
    """
    if bias.ndim not in (1, x.ndim - 1):
        raise ShapeError(f"bias_add: bias has {bias.ndim} axes, expected 1 or {x.ndim - 1}.")
    first = normalize_data_format(data_format) == "channels_first" and x.ndim > 2
    if bias.ndim == 1:
        pattern = ["x"] * x.ndim
        pattern[1 if first else -1] = 0
    else:
        axes = list(range(bias.ndim))
        pattern = ["x", *(axes[-1:] + axes[:-1] if first else axes)]
    return x + bias.dimshuffle(*pattern)
