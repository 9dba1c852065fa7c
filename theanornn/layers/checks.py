"""Checks of what a layer is given: sizes and rates as arguments, arrays as data."""

import numbers

import numpy as np

from theanornn import argument_kinds
from theanornn.errors import DataError, DtypeError, ShapeError

__all__ = [
    "as_shape",
    "check_data",
    "checked_one_size",
    "checked_pair",
    "checked_rate",
    "checked_size",
]


def as_shape(shape, owner):
    """A shape as a tuple of int and None, or a `ShapeError` that names its owner."""
    try:
        if isinstance(shape, (str, bytes, dict)):
            raise TypeError
        sizes = tuple(None if size is None else int(size) for size in shape)
        if any(
            size is not None and not 0 <= size < argument_kinds.LARGEST or size != given
            for size, given in zip(sizes, shape)
        ):
            raise ValueError
        return sizes
    except (TypeError, ValueError, OverflowError):
        raise ShapeError(
            f"{owner}: {argument_kinds.shown(shape)} is not a shape; expected a tuple of int and "
            "None such as (None, 100, 32)."
        ) from None


def checked_size(size, owner, argument):
    """A size as an int, or a `ShapeError` when it is not a whole number from 1."""
    argument_kinds.size(size, owner, argument)
    return int(size)


def checked_one_size(size, owner, argument):
    """`checked_size` of an argument that Keras 2 writes as a tuple of one: ``pool_size=(3,)``."""
    if isinstance(size, (tuple, list)) and len(size) == 1:
        (size,) = size
    return checked_size(size, owner, argument)


def checked_pair(pair, owner, argument):
    """Two numbers of steps from 0, given as one number or as two; a `ShapeError` otherwise."""
    both = (pair, pair) if isinstance(pair, numbers.Real) else pair
    try:
        first, second = (int(number) for number in both)
        if (
            max(first, second) < argument_kinds.LARGEST
            and first >= 0
            and second >= 0
            and (first, second) == tuple(both)
        ):
            return first, second
    except (TypeError, ValueError, OverflowError):
        pass
    raise ShapeError(
        f"{owner}: {argument}={argument_kinds.shown(pair)}, expected a whole number from 0, or two "
        "of them: those for the beginning and the end."
    )


def checked_rate(rate, owner, argument):
    """A dropout rate as a float, or an error that says what a rate is."""
    if rate is None:
        return 0.0
    argument_kinds.rate(rate, owner, argument)
    return float(rate)


def check_data(array, owner, expected=None):
    """Refuse an array that is no input for a layer.

    Parameters
    ----------
    array : ndarray
        A batch, or a whole data set.
    owner : str
        The layer's name, for messages.
    expected : tuple, optional
        The layer's input shape with the batch axis.

    Raises
    ------
    ShapeError, DtypeError, DataError
        See `theanornn.layers.Layer.check_input`.
    """
    array = np.asarray(array)
    if array.dtype.kind not in "biuf":
        raise DtypeError(
            f"{owner}: got input of dtype {array.dtype}, expected numbers. Sequences of different "
            "lengths must be padded: preprocessing.sequence.pad_sequences."
        )
    if expected is not None:
        _check_sizes(array.shape, owner, expected)
    if array.ndim == 0:
        raise ShapeError(f"{owner}: got one number, expected an array of samples.")
    if len(array) == 0:
        raise DataError(f"{owner}: got no samples: input of shape {array.shape}.")
    _refuse_infinite(array, owner)


def _check_sizes(shape, owner, expected):
    if not _agree(shape[1:], expected[1:]) or not shape:
        hint = _way_out(shape, expected)
        raise ShapeError(f"{owner}: got input of shape {shape}, expected {expected}.{hint}")
    batch = expected[0]
    if batch is not None and shape[0] % batch:
        raise ShapeError(
            f"{owner}: got {shape[0]} samples, expected a multiple of the batch size {batch} that "
            "the layer was made with (batch_input_shape)."
        )


def _agree(sizes, expected):
    return len(sizes) == len(expected) and all(
        wanted is None or size == wanted for size, wanted in zip(sizes, expected)
    )


def _way_out(shape, expected):
    """What to do about axes that are missing or in another order, as a sentence, or ""."""
    if _agree(shape, expected[1:]):
        return " A single sample needs the axis of the batch, too: x[numpy.newaxis]."
    if len(shape) == 3 and _agree((shape[0], shape[2]), expected[1:]):
        return " The batch comes first: x.transpose(1, 0, 2), if here it is the time."
    if expected[-1] == 1 and _agree(shape[1:], expected[1:-1]):
        return " One feature is an axis, too: x[..., numpy.newaxis]."
    return ""


def _refuse_infinite(array, owner):
    if array.dtype.kind != "f":
        return
    # The sum is not finite whenever an element is not, and needs no array of its own.
    with np.errstate(all="ignore"):
        suspect = not np.isfinite(array.sum())
    found = np.argwhere(~np.isfinite(array)) if suspect else ()
    if len(found):
        raise DataError(
            f"{owner}: {len(found)} values of the input are NaN or infinite, the first at "
            f"{tuple(int(i) for i in found[0])}. Replace them, or leave those samples out."
        )
