"""Kinds of variables and arrays, and of collections of them."""

import numpy as np

from theanornn.argument_kinds.numeric import fits_an_array, is_real, is_symbolic
from theanornn.argument_kinds.showing import refuse
from theanornn.errors import DtypeError

__all__ = [
    "batch",
    "iterable",
    "masking",
    "series",
    "several",
    "tensor",
    "tensors",
    "updates",
    "values",
    "variable",
]


def _is_array(value):
    """Whether a value is an array of numbers."""
    return isinstance(value, np.ndarray) and value.dtype.kind in "biuf"


def _refuse(value, owner, argument):
    expected = "a symbolic variable or an array of numbers"
    if isinstance(value, (list, tuple)):
        expected += f"; make one of a list: numpy.asarray({argument})"
    refuse(DtypeError, value, owner, argument, expected)


def tensor(value, owner, argument):
    """A symbolic variable, an array of numbers, or a number."""
    known = is_symbolic(value) or _is_array(value)
    if not known and not (is_real(value) and fits_an_array(value)):
        _refuse(value, owner, argument)


def batch(value, owner, argument):
    """A symbolic variable or an array of numbers, with an axis at least."""
    known = is_symbolic(value) or _is_array(value)
    if not known or not getattr(value, "ndim", 1):
        expected = "a symbolic variable or an array of numbers, one entry for each sample"
        refuse(DtypeError, value, owner, argument, expected)


def variable(value, owner, argument):
    """A symbolic variable, or an array of numbers."""
    if not is_symbolic(value) and not _is_array(value):
        _refuse(value, owner, argument)


def tensors(value, owner, argument):
    """`tensor`, or several in a list or dict; or None."""
    several = value.values() if isinstance(value, dict) else value
    if isinstance(value, (list, tuple)) and any(is_real(each) for each in value):
        _refuse(value, owner, argument)
    for each in several if isinstance(value, (list, tuple, dict)) and value else [value]:
        if each is not None:
            variable(each, owner, argument)


def several(value, owner, argument):
    """A list of variables, or one."""
    if not is_symbolic(value):
        iterable(value, owner, argument)


def updates(value, owner, argument):
    """New values by shared variable: a dict, or a list of pairs."""
    pairs = value.items() if isinstance(value, dict) else value
    known = isinstance(value, (dict, list, tuple))
    if not known or not all(map(_is_update, pairs)):
        refuse(DtypeError, value, owner, argument, "new values by shared variable, in a dict")


def _is_update(pair):
    return isinstance(pair, tuple) and len(pair) == 2 and is_symbolic(pair[0])


def values(value, owner, argument):
    """A number, or an array or nested list of numbers."""
    try:
        known = not isinstance(value, (bool, str)) and np.asarray(value).dtype.kind in "biuf"
    except ValueError:  # a ragged list
        known = False
    if not known or np.isnan(value).any():
        refuse(DtypeError, value, owner, argument, "a number or an array of numbers")


def masking(value, owner, argument):
    """A mask, several, or a function of one; in its place Keras 1 had a dict of arguments."""
    each = value if isinstance(value, (list, tuple)) else [value]
    if not all(v is None or callable(v) or isinstance(v, dict) or is_symbolic(v) for v in each):
        refuse(DtypeError, value, owner, argument, "a symbolic variable or a function")


def iterable(value, owner, argument):
    """Something to go through, which is not a single text."""
    if not hasattr(value, "__iter__") or isinstance(value, (str, bytes, dict, type)):
        refuse(DtypeError, value, owner, argument, "a list")
    if isinstance(value, np.ndarray) and not value.ndim:
        refuse(DtypeError, value, owner, argument, "a list")


def series(value, owner, argument):
    """Something that has a length, and an entry for each number below it."""
    known = hasattr(value, "__len__") and hasattr(value, "__getitem__")
    if not known or isinstance(value, (str, bytes, dict, type)):
        refuse(DtypeError, value, owner, argument, "an array or a list")
