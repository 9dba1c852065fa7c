"""How messages show a value: `shown`, and `refuse`, which raises one of them."""

import numbers
import reprlib

import numpy as np

__all__ = ["refuse", "shown"]

# So many numbers of nested lists are shown as they are.
_MOST_SHOWN = 6
_DEEPEST = 32


def shown(value):
    """A value in a few words, for messages.

    Examples
    --------
    >>> shown(np.zeros((3, 4)))
    'an array of shape (3, 4) and dtype float64'
    >>> shown([[0.0] * 4] * 3)
    'nested lists of shape (3, 4)'
    """
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    if isinstance(value, (list, tuple)):
        shape = _shape_of_lists(value)
        if len(shape) > 1 and np.prod(shape) > _MOST_SHOWN:
            return f"nested lists of shape {shape}"
    try:
        return reprlib.repr(value)
    except Exception:  # an object of the caller's that cannot even be shown
        return f"a {type(value).__name__}"


def _shape_of_lists(value):
    """The sizes of lists of lists of numbers, or of arrays; () of anything else."""
    first, depth = value, 0
    while isinstance(first, (list, tuple)) and first and depth < _DEEPEST:
        first, depth = first[0], depth + 1
    if not isinstance(first, (numbers.Real, np.bool_, np.ndarray)):
        return ()
    try:
        array = np.asarray(value)
    except Exception:  # ragged, or of objects that are no arrays
        return ()
    return array.shape if array.dtype.kind in "biuf" else ()


def refuse(error, value, owner, argument, expected):
    """Raise an error that says what came for an argument, and what was expected."""
    raise error(f"{owner}: {argument}={shown(value)}, expected {expected}.")
