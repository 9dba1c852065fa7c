"""What all builders do with their arguments: other systems' names, and other systems' defaults."""

import functools
import inspect

from theanornn.argument_names import checked_arguments
from theanornn.cells.presets import defaults_of

__all__ = ["builder"]

# Of the defaults of a cell, those that builders have arguments for.
_ARGUMENTS = ("activation", "inner_activation", "reset_after", "update_gate")


def builder(kind, names="builder"):
    """Decorate a builder: Lasagne's argument names, and with ``like`` a system's defaults.

    Parameters
    ----------
    kind : str
        Of the cell; see `theanornn.cells.systems`.
    names : str
        Key of `theanornn.argument_names.NAMES`.
    """

    def decorate(function):
        signature = inspect.signature(function)

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            given = signature.bind_partial(*args, **kwargs).arguments
            defaults = defaults_of(given.get("like"), kind)
            for name in _ARGUMENTS:
                if name in defaults and name not in given:
                    kwargs[name] = defaults[name]
            return function(*args, **kwargs)

        return checked_arguments(names)(wrapper)

    return decorate
