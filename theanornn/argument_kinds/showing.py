"""How messages show a value: `shown`, and `refuse`, which raises one of them."""

import reprlib

import numpy as np

__all__ = ["refuse", "shown"]


def shown(value):
    """A value in a few words, for messages.

    Examples
    --------
    >>> shown(np.zeros((3, 4)))
    'an array of shape (3, 4) and dtype float64'
    """
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape} and dtype {value.dtype}"
    try:
        return reprlib.repr(value)
    except Exception:  # an object of the caller's that cannot even be shown
        return f"a {type(value).__name__}"


def refuse(error, value, owner, argument, expected):
    """Raise an error that says what came for an argument, and what was expected."""
    raise error(f"{owner}: {argument}={shown(value)}, expected {expected}.")
