"""Sequences of unequal length made into one array: :func:`pad_sequences`."""

import warnings

import numpy as np

from theanornn.argument_kinds import kinds
from theanornn.errors import DtypeError, ShapeError, UnknownNameError

__all__ = ["pad_sequences"]

_ENDS = ("pre", "post")


@kinds(maxlen="size", dtype="dtype", padding="plain")
def pad_sequences(
    sequences, maxlen=None, dtype="int32", padding="pre", truncating="pre", value=0.0
):
    """Fill up or cut each sequence to one length, and stack them.

    Parameters
    ----------
    sequences : list of sequences
        Each one a list or array, ``(time,)`` or ``(time, ...)``; all with the same trailing shape.
    maxlen : int, optional
        Length of the result; by default that of the longest sequence.
    dtype : str or numpy.dtype
        dtype of the result: ``"int32"`` for word ids, ``"float32"`` for measured values.
    padding : {"pre", "post"}
        Where the filling goes: before or after the sequence.
    truncating : {"pre", "post"}
        Where a longer sequence is cut: ``"pre"`` keeps its last `maxlen` steps.
    value : scalar or array of the trailing shape
        The filling.

    Returns
    -------
    numpy.ndarray, (samples, maxlen, ...)

    Raises
    ------
    ShapeError
        If `sequences` is not a list of sequences, their trailing shapes differ, or `maxlen` is
        not a positive number.
    DtypeError
        If a value does not fit `dtype`: fractions, NaN or large numbers in an integer array.
    UnknownNameError
        If `padding` or `truncating` is neither ``"pre"`` nor ``"post"``.

    Notes
    -----
    Arguments and defaults are those of Keras 1 and 2. Keras cuts fractions off silently when
    `dtype` is left at ``"int32"``; here that is an error.

    Examples
    --------
    >>> pad_sequences([[1, 2, 3], [4]], maxlen=2)
    array([[2, 3],
           [0, 4]], dtype=int32)
    >>> pad_sequences([[1, 2, 3], [4]], padding="post", value=9)
    array([[1, 2, 3],
           [4, 9, 9]], dtype=int32)
    """
    _check_end("padding", padding)
    _check_end("truncating", truncating)
    arrays = _as_arrays(sequences)
    maxlen = _length(maxlen, arrays)
    trailing = _trailing_shape(arrays)
    dtype = np.dtype(dtype)
    if dtype.kind in "SU":
        raise DtypeError(
            f"pad_sequences: dtype={dtype.name!r} would cut words short; for words pass "
            "dtype=object."
        )

    result = np.empty((len(arrays), maxlen) + trailing, dtype=dtype)
    try:
        result[...] = _cast("value", np.asarray(value), dtype)
    except ValueError as error:
        if isinstance(error, DtypeError):
            raise
        raise ShapeError(
            f"pad_sequences: value has shape {_shape(value)}, expected a scalar or shape "
            f"{trailing}, that of one step of the sequences."
        ) from None
    for row, array in enumerate(arrays):
        kept = array[max(len(array) - maxlen, 0) :] if truncating == "pre" else array[:maxlen]
        if not len(kept):
            continue
        place = slice(maxlen - len(kept), None) if padding == "pre" else slice(len(kept))
        result[row, place] = _cast(f"sequence {row}", kept, dtype)
    return result


def _shape(value):
    try:
        return np.shape(value)
    except ValueError:
        return "that is not one"


def _check_end(argument, given):
    if given not in _ENDS:
        raise UnknownNameError(
            f"pad_sequences: {argument}={given!r} is unknown; expected 'pre' or 'post'."
        )


def _as_arrays(sequences):
    if isinstance(sequences, (str, bytes)) or not hasattr(sequences, "__iter__"):
        raise ShapeError(
            f"pad_sequences: sequences is {sequences!r}, expected a list of sequences such as "
            "[[3, 1], [2]]."
        )
    arrays = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # NumPy before 1.24 only warns of a ragged list
        for row, sequence in enumerate(sequences):
            try:
                array = np.asarray(sequence)
            except (ValueError, Warning):
                raise ShapeError(
                    f"pad_sequences: the steps of sequence {row} differ in shape; expected the "
                    "same number of features in every step."
                ) from None
            if array.ndim == 0:
                raise ShapeError(
                    f"pad_sequences: sequence {row} is {sequence!r}, expected a list or array. "
                    "For a single sequence pass [sequence]; for texts use "
                    "preprocessing.text.Tokenizer first."
                )
            arrays.append(array)
    return arrays


def _length(maxlen, arrays):
    if maxlen is None:
        return max((len(array) for array in arrays), default=0)
    if isinstance(maxlen, bool) or not isinstance(maxlen, (int, np.integer)) or maxlen < 1:
        raise ShapeError(
            f"pad_sequences: maxlen={maxlen!r}, expected a positive number of steps, or None for "
            "the length of the longest sequence."
        )
    return int(maxlen)


def _trailing_shape(arrays):
    first, trailing = None, ()
    for row, array in enumerate(arrays):
        if not len(array):
            continue
        if first is None:
            first, trailing = row, array.shape[1:]
        elif array.shape[1:] != trailing:
            raise ShapeError(
                f"pad_sequences: sequence {row} has shape {array.shape}, expected "
                f"{('time',) + trailing} as sequence {first} has."
            )
    return trailing


def _cast(name, array, dtype):
    """`array` as `dtype`; an integer result must hold every value exactly."""
    try:
        with np.errstate(invalid="ignore"):
            cast = array.astype(dtype)
    except (TypeError, ValueError, OverflowError):
        raise DtypeError(
            f"pad_sequences: {name} has values of dtype {array.dtype}, which cannot become "
            f"{dtype}. Pass dtype=object, or turn texts into ids first "
            "(preprocessing.text.Tokenizer)."
        ) from None
    if dtype.kind in "iu" and array.dtype.kind in "iuf":
        wrong = cast != array
        if wrong.any():
            hint = "dtype='float32'" if array.dtype.kind == "f" else "a wider dtype"
            raise DtypeError(
                f"pad_sequences: {name} holds {array[wrong].flat[0]}, which {dtype} cannot hold. "
                f"Pass {hint}."
            )
    return cast
