"""What checks the arguments that a function is given: :func:`kinds`, :func:`checker`."""

import functools
import inspect

from theanornn.argument_kinds.names import BY_NAME, KINDS

__all__ = ["checker", "kinds"]


def kinds(**own):
    """Decorate a function, method or constructor: what it is given is of the right kind.

    What is left out is not checked, and neither is None where there is a default.

    Parameters
    ----------
    **own : str or None
        Names of the kinds (the functions of `numeric`, `things` and `arrays`) of arguments that
        `KINDS` does not have, or has otherwise; None for what is not checked.

    Examples
    --------
    >>> @kinds(times="size")
    ... def repeated(word, times=1, verbose=0):
    ...     return word * times
    >>> repeated("so", 2)
    'soso'
    >>> repeated("so", -2)
    Traceback (most recent call last):
      ...
    theanornn.errors.ShapeError: repeated: times=-2, expected a whole number from 1.
    """

    def decorate(function):
        check = checker(function, own)

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            check(args, kwargs)
            return function(*args, **kwargs)

        return wrapper

    return decorate


def checker(function, own):
    """What checks the arguments of a call of a function.

    Parameters
    ----------
    function : callable
    own : dict
        As the arguments of :func:`kinds`.

    Returns
    -------
    callable
        ``check(args, kwargs)``.
    """
    parameters = inspect.signature(function).parameters
    checked = {name: KINDS.get(name) for name in parameters}
    checked.update((name, kind and BY_NAME[kind]) for name, kind in own.items())
    positional = [*parameters]
    optional = {name for name, each in parameters.items() if each.default is not each.empty}
    is_constructor = function.__name__ == "__init__"
    owner = function.__name__

    def check(args, kwargs):
        name_of_owner = owner
        if is_constructor and args:
            given = kwargs.get("name")
            name_of_owner = given if isinstance(given, str) else type(args[0]).__name__
        for name, value in (*zip(positional, args), *kwargs.items()):
            kind = checked.get(name)
            if kind is not None and not (value is None and name in optional):
                kind(value, name_of_owner, name)

    return check
