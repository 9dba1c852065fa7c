"""Kinds of numbers: whole ones, sizes, rates, seeds."""

import math
import numbers

import numpy as np

from theanornn.argument_kinds.showing import refuse
from theanornn.errors import DataError, DtypeError, ShapeError, TheanornnError

__all__ = [
    "axes",
    "count",
    "fitting",
    "flag",
    "fraction",
    "iterations",
    "not_negative",
    "number",
    "one_size",
    "rate",
    "scalar",
    "seed",
    "seeds",
    "size",
    "sizes",
    "steps",
    "verbosity",
    "whole",
    "wholes",
]

#: No axis of an array is longer than what 32 bits can count.
LARGEST = 2**31


def is_symbolic(value):
    """Whether a value is a variable of Theano, which is not imported for it."""
    return hasattr(value, "owner") and hasattr(value, "type") and not isinstance(value, type)


def is_real(value):
    """Whether a value is a real number, or an array of none but one; a truth value is none."""
    if isinstance(value, np.ndarray):
        return value.ndim == 0 and value.dtype.kind in "iuf"
    return isinstance(value, numbers.Real) and not isinstance(value, (bool, np.bool_))


def fits_an_array(value):
    """Whether a number is not too large for the integers of arrays."""
    return not isinstance(value, numbers.Integral) or -(2**63) <= value < 2**63


def is_whole(value):
    """Whether a value is a whole number."""
    return is_real(value) and math.isfinite(value) and value == int(value)


def whole(value, owner, argument):
    """A whole number."""
    if not is_whole(value):
        refuse(DtypeError, value, owner, argument, "a whole number")


def wholes(value, owner, argument):
    """A whole number, or several."""
    for each in value if isinstance(value, (list, tuple)) and value else [value]:
        whole(each, owner, argument)


def axes(value, owner, argument):
    """Numbers of axes, in a list or tuple."""
    if not isinstance(value, (list, tuple)):
        refuse(ShapeError, value, owner, argument, "numbers of axes, such as (2, 1)")
    wholes(value, owner, argument)


def count(value, owner, argument):
    """A whole number from 0."""
    if not is_whole(value) or not 0 <= value < LARGEST:
        refuse(ShapeError, value, owner, argument, "a whole number from 0")


def size(value, owner, argument):
    """A whole number from 1 that an array can have as its size."""
    if not is_whole(value) or value < 1:
        refuse(ShapeError, value, owner, argument, "a whole number from 1")
    if value >= LARGEST:
        refuse(ShapeError, value, owner, argument, "a whole number from 1 that memory can hold")


def fitting(value, owner, argument):
    """Anything but a number that no axis has as its size: one's own checks say more."""
    if isinstance(value, (bool, np.bool_)) or (is_whole(value) and value >= LARGEST):
        refuse(ShapeError, value, owner, argument, "a size that memory can hold")


def one_size(value, owner, argument):
    """`size`, or a tuple of one."""
    if isinstance(value, (tuple, list)) and len(value) == 1:
        value = value[0]
    size(value, owner, argument)


def sizes(value, owner, argument):
    """A size, or several; None where one is free."""
    for each in value if isinstance(value, (list, tuple)) and value else [value]:
        if each is not None:
            size(each, owner, argument)


def steps(value, owner, argument):
    """`size`, or a symbolic variable."""
    if not is_symbolic(value):
        size(value, owner, argument)


def iterations(value, owner, argument):
    """A whole number, or a symbolic variable."""
    if not is_symbolic(value) and (not is_whole(value) or not -LARGEST < value < LARGEST):
        refuse(ShapeError, value, owner, argument, "a whole number of steps")


def number(value, owner, argument):
    """A real number, or a symbolic variable; NaN is none."""
    if is_symbolic(value):
        return
    if not is_real(value) or math.isnan(value) or not fits_an_array(value):
        refuse(DtypeError, value, owner, argument, "a number")


def not_negative(value, owner, argument):
    """A number from 0, or a symbolic variable."""
    if is_symbolic(value):
        return
    if not is_real(value) or not 0 <= value < math.inf or not fits_an_array(value):
        refuse(TheanornnError, value, owner, argument, "a number from 0")


def fraction(value, owner, argument):
    """A number from 0 to 1, or a symbolic variable."""
    if not is_symbolic(value) and (not is_real(value) or not 0 <= value <= 1):
        refuse(TheanornnError, value, owner, argument, "a number from 0 to 1")


def rate(value, owner, argument):
    """The share of values to drop: from 0 up to, but not including, 1."""
    if value is not None and (not is_real(value) or not 0 <= value < 1):
        expected = "the share of values to drop: a number from 0 up to, but not including, 1"
        refuse(TheanornnError, value, owner, argument, expected)


def flag(value, owner, argument):
    """True or False; 0, 1 and None will do. A text is refused: "False" would be true."""
    known = value is None or isinstance(value, (bool, np.bool_))
    if not known and not (is_real(value) and value in (0, 1)):
        refuse(DtypeError, value, owner, argument, "True or False")


def verbosity(value, owner, argument):
    """0, 1 or 2."""
    if not isinstance(value, (bool, np.bool_)) and not (is_whole(value) and value >= 0):
        refuse(DtypeError, value, owner, argument, "0, 1 or 2")


def seed(value, owner, argument):
    """A whole number from 0."""
    if not is_whole(value) or value < 0:
        refuse(DtypeError, value, owner, argument, "a whole number from 0")


def seeds(value, owner, argument):
    """A whole number from 0, or several."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    for each in value if isinstance(value, (list, tuple)) and value else [value]:
        if each is not None:
            seed(each, owner, argument)


def scalar(value, owner, argument):
    """Anything but a collection: one's own checks say more."""
    if isinstance(value, (bool, list, tuple, dict, set)):
        refuse(DataError, value, owner, argument, "a number")
