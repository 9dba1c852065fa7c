"""Which operations have a JAX form: a table, open to everybody.

Public names: :func:`converts`, :func:`conversion_of`, :func:`is_static`, :func:`integer`,
:class:`Cut`, :class:`NotInJax`.
"""

from typing import NamedTuple

import numpy as np

__all__ = ["Cut", "NotInJax", "conversion_of", "converts", "integer", "is_static"]

_table = {}


class NotInJax(Exception):
    """What an operation asks for has no JAX form; the message says what."""


def converts(*kinds):
    """Register the JAX form of kinds of operations; their subclasses have it too.

    An operation may also bring it itself, as a method ``in_jax(node, *values)``.

    The decorated function takes the node and a value for each of its inputs: an array of JAX, or
    one of NumPy where it depends on shapes and constants only (`is_static`). It returns the value
    of the output, or a list of several. Values are cast to the dtypes of the outputs by the caller.
    Where all inputs are static it is not asked: the operation itself computes, in NumPy.

    Parameters
    ----------
    *kinds : classes of operations
    """

    def register(function):
        _table.update(dict.fromkeys(kinds, function))
        return function

    return register


def conversion_of(op):
    """The registered function for an operation, its own method ``in_jax``, or None."""
    known = (_table[kind] for kind in type(op).__mro__ if kind in _table)
    return next(known, getattr(op, "in_jax", None))


def is_static(value):
    """Whether a value is known while the function is traced: shapes, constants, and of these."""
    return isinstance(value, (np.ndarray, np.generic, int, float, bool, slice, type(None)))


def integer(value, what):
    """A static value as an int.

    Raises
    ------
    NotInJax
        It depends on data: XLA's shapes cannot.
    """
    if not is_static(value):
        raise NotInJax(f"{what} depends on data, not on shapes and constants alone")
    return int(value)


class Cut(NamedTuple):
    """An array of which only the first `length` entries count: what a scan until … gives.

    Only functions whose attribute ``takes_cut`` is true are given one.
    """

    array: object
    length: object
