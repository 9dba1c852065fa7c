"""Class numbers to one-hot rows: :func:`to_categorical`."""

import numpy as np

from theanornn import generations
from theanornn.argument_kinds import kinds
from theanornn.argument_names import NAMES, ArgumentError, translate
from theanornn.errors import DataError

__all__ = ["to_categorical"]


@kinds(num_classes="count", dtype="dtype", y="values")
def to_categorical(y, num_classes=None, dtype="float32", **old_names):
    """One row for each class number, 1 at its place and 0 elsewhere.

    Parameters
    ----------
    y : array of class numbers, ``(samples,)``, ``(samples, 1)`` or ``(samples, time)``
    num_classes : int, optional
        Length of a row; the largest number plus one when left out. Keras 1: ``nb_classes``.
    dtype : str
        dtype of the result.

    Returns
    -------
    ndarray ``(samples, num_classes)`` or ``(samples, time, num_classes)``
        With Keras 1's name of the argument, and in a script that is run as one of Keras 1, always
        with two axes, as there.

    Raises
    ------
    ArgumentError
        It has no such argument.
    DataError
        Class numbers that are not whole, negative, or too large for `num_classes`.

    Examples
    --------
    >>> to_categorical([0, 2])
    array([[1., 0., 0.],
           [0., 0., 1.]], dtype=float32)
    """
    flat = generations.default == 1 or "nb_classes" in old_names
    if old_names:
        given, _ = translate(old_names, NAMES["to_categorical"], "to_categorical")
        num_classes = given.pop("num_classes", num_classes)
        if given:
            raise ArgumentError(f"to_categorical has no argument {min(given)!r}.")
    classes = np.asarray(y)
    if flat:
        classes = classes.ravel()
    elif classes.ndim > 1 and classes.shape[-1] == 1:
        classes = classes[..., 0]
    if classes.size and (
        classes.min() < 0
        or not np.all(np.isfinite(classes))
        or np.any(classes != np.floor(classes))
    ):
        raise DataError(
            "to_categorical: expected whole class numbers from 0, got values from "
            f"{classes.min()} to {classes.max()}."
        )
    classes = classes.astype("int64")
    largest = int(classes.max()) if classes.size else -1
    if not num_classes:
        num_classes = largest + 1
    if largest >= num_classes:
        raise DataError(
            f"to_categorical: got class {largest}, expected numbers below num_classes="
            f"{num_classes}. Give num_classes={largest + 1} or more."
        )
    rows = np.zeros((classes.size, num_classes), dtype=dtype)
    rows[np.arange(classes.size), classes.ravel()] = 1
    return rows.reshape((*classes.shape, num_classes))
