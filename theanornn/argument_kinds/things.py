"""Kinds of texts and of single things: names, paths, functions, dtypes."""

import numbers
import os

import numpy as np

from theanornn.argument_kinds.showing import refuse
from theanornn.errors import DtypeError

__all__ = [
    "cell",
    "character",
    "characters",
    "dtype",
    "file",
    "function",
    "mapping",
    "named",
    "path",
    "plain",
    "text",
    "texts",
]


def text(value, owner, argument):
    """A text."""
    if isinstance(value, bytes):
        refuse(DtypeError, value, owner, argument, 'a text; decode it, with .decode("utf-8") say')
    if not isinstance(value, str):
        refuse(DtypeError, value, owner, argument, "a text")


def named(value, owner, argument):
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        refuse(DtypeError, value, owner, argument, "a text that is not empty")


def character(value, owner, argument):
    """A single character."""
    if not isinstance(value, str) or len(value) != 1:
        refuse(DtypeError, value, owner, argument, "one character")


def characters(value, owner, argument):
    """Single characters: a text, or a list of them."""
    known = isinstance(value, (str, list, tuple, set, frozenset))
    if not known or not all(isinstance(each, str) and len(each) == 1 for each in value):
        refuse(DtypeError, value, owner, argument, "characters, as one text")


def texts(value, owner, argument):
    """A list of texts."""
    known = isinstance(value, (list, tuple, set, frozenset))
    if not known or not all(isinstance(each, str) for each in value):
        refuse(DtypeError, value, owner, argument, "a list of texts")


def plain(value, owner, argument):
    """A name, a number or a function: nothing that comparing goes wrong with."""
    known = value is None or isinstance(value, (str, tuple, numbers.Real)) or callable(value)
    if not known:
        refuse(DtypeError, value, owner, argument, "a name or a number")


def path(value, owner, argument):
    """A path."""
    if not isinstance(value, (str, os.PathLike)) or not os.fspath(value):
        refuse(DtypeError, value, owner, argument, "a path")


def dtype(value, owner, argument):
    """A dtype of numbers, by its name or as NumPy's."""
    try:
        known = np.dtype(value).kind in "biufOSU" if isinstance(value, (str, type, np.dtype)) else 0
    except TypeError:
        known = False
    if not known or value == "":
        refuse(DtypeError, value, owner, argument, "the dtype of numbers, such as 'float32'")


def file(value, owner, argument):
    """A path, or something that is open for reading or writing, as a group of HDF5 is."""
    if not any(hasattr(value, name) for name in ("read", "write", "create_group")):
        path(value, owner, argument)


def function(value, owner, argument):
    """Something that can be called."""
    if not callable(value):
        refuse(DtypeError, value, owner, argument, "a function")


def mapping(value, owner, argument):
    """A dict."""
    if not isinstance(value, dict):
        refuse(DtypeError, value, owner, argument, "a dict")


def cell(value, owner, argument):
    """A cell: what has weights and a step."""
    if not hasattr(value, "step") or not hasattr(value, "n_in") or isinstance(value, type):
        refuse(DtypeError, value, owner, argument, "a cell such as LSTMCell(n_in, n_units)")
