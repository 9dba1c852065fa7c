"""Shared variables and what a checkpoint has of them: :func:`values`, :func:`assign`."""

import numpy as np

from theanornn.errors import DataError

__all__ = ["assign", "values"]


def values(variables):
    """What shared variables hold: views, to be written down before it changes.

    Parameters
    ----------
    variables : dict
        From what they are to a list of shared variables, of arrays or of generators of random
        numbers.

    Returns
    -------
    dict of lists
    """
    return {name: [_value(each) for each in found] for name, found in variables.items()}


def assign(variables, state):
    """Set shared variables to what `values` found; nothing is set unless all of it fits.

    Raises
    ------
    DataError
        There are others, or of other shapes.

    Examples
    --------
    >>> import theano
    >>> W = theano.shared(np.zeros(2), "W")
    >>> before = values({"weights": [W]})
    >>> assign({"weights": [W]}, {"weights": [np.ones(2)]})
    >>> W.get_value()
    array([1., 1.])
    """
    for name, found in variables.items():
        stored = state.get(name, ())
        here, there = [_shape(_value(each)) for each in found], [_shape(each) for each in stored]
        if here != there:
            raise DataError(
                f"the checkpoint has {len(stored)} arrays of {name}, {_short(there)}; here are "
                f"{len(found)}, {_short(here)}: it is of another model or another version"
            )
    for name, found in variables.items():
        for variable, value in zip(found, state[name]):
            is_array = _shape(value) is not None
            variable.set_value(np.asarray(value, variable.dtype) if is_array else value)


def _value(variable):
    value = variable.get_value(borrow=True)
    is_generator = isinstance(value, (np.random.Generator, np.random.RandomState))
    return value if is_generator else np.asarray(value)


def _shape(value):
    """The shape of an array; None for a generator of random numbers."""
    return getattr(value, "shape", None)


def _short(shapes):
    text = ", ".join(map(str, shapes[:6]))
    return f"of shapes {text}{' …' if len(shapes) > 6 else ''}" if shapes else "none"
