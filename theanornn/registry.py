"""From a name to the thing it names, or an error that lists the near misses.

``lookup`` finds an entry of a table, ``build`` makes an object of one from a name or a Keras
config, ``build_callable`` one that can be called or None; ``name_of`` and ``described`` go the
other way.
"""

import difflib

from theanornn import custom_objects
from theanornn.errors import UnknownNameError


def lookup(kind, table, identifier):
    """Return ``table[identifier]``, or what the user has given that name.

    Parameters
    ----------
    kind : str
        What the table holds, for the message: "loss".
    table : dict
        Names and what they stand for.
    identifier : str
        The name asked for.

    Raises
    ------
    UnknownNameError
        If the table has no such name; the message gives the closest names, or all of them.

    Examples
    --------
    >>> lookup("number", {"one": 1, "two": 2}, "one")
    1
    >>> lookup("number", {"one": 1, "two": 2}, "tow")
    Traceback (most recent call last):
      ...
    theanornn.errors.UnknownNameError: unknown number 'tow'; did you mean 'two'? \
Known: one, two
    """
    custom = custom_objects.find(kind, identifier)
    if custom is not None:
        return custom
    if isinstance(identifier, str) and identifier in table:
        return table[identifier]
    known = "Known: " + ", ".join(sorted(table))
    if not isinstance(identifier, str):
        raise UnknownNameError(
            f"{kind} must be given by name, got {identifier!r} "
            f"({type(identifier).__name__}). {known}"
        )
    by_lower_case = {name.lower(): name for name in table}
    near = difflib.get_close_matches(identifier.lower(), list(by_lower_case), n=3)
    near = [by_lower_case[name] for name in near]
    guess = "; did you mean " + " or ".join(map(repr, near)) + "?" if near else ";"
    raise UnknownNameError(f"unknown {kind} {identifier!r}{guess} {known}")


def build(kind, table, identifier):
    """Make an object from a name or from a config; anything else is returned as it is.

    Parameters
    ----------
    kind : str
        What the table holds, for the message.
    table : dict of str to callables
        Names and the classes (or factories) that they stand for.
    identifier : str, dict or object
        A name: the entry called without arguments; a function of the user's own (see
        :mod:`theanornn.custom_objects`) as it is. ``{"class_name": name, "config": {...}}``, as
        Keras 2 writes it, or ``{"name": name, ...}``, as Keras 1 does: the entry called with the
        config.

    Raises
    ------
    UnknownNameError
        If the name is not in the table, or the config has arguments that the entry does not take.

    Examples
    --------
    >>> build("mapping", {"dict": dict}, {"class_name": "dict", "config": {"a": 1}})
    {'a': 1}
    """
    if isinstance(identifier, str):
        custom = custom_objects.find(kind, identifier)
        if custom is not None and not isinstance(custom, type):
            return custom
        return _made(kind, identifier, lookup(kind, table, identifier), {})
    if not isinstance(identifier, dict):
        return identifier
    if "class_name" in identifier:
        name, config = identifier["class_name"], dict(identifier.get("config") or {})
    elif "name" in identifier:
        config = dict(identifier)
        name = config.pop("name")
    else:
        raise UnknownNameError(
            f"{kind} given as a dict needs 'class_name' and 'config' (or 'name'), "
            f"got the keys {sorted(identifier)}"
        )
    return _made(kind, name, lookup(kind, table, name), config)


def _made(kind, name, entry, config):
    try:
        return entry(**config)
    except TypeError as error:
        raise UnknownNameError(f"{kind} {name!r} with config {config}: {error}") from error


def build_callable(kind, table, identifier):
    """Make an object that is called with a tensor, or return None for None.

    Parameters
    ----------
    kind, table
        As in `build`.
    identifier : None, str, dict or callable
        As in `build`; a class, or an entry of the table, stands for what it makes without
        arguments.

    Raises
    ------
    UnknownNameError
        As in `build`, or if it is something else.

    Examples
    --------
    >>> build_callable("number", {"one": lambda: abs}, "one")(-1)
    1
    >>> build_callable("number", {"one": lambda: abs}, 1)
    Traceback (most recent call last):
      ...
    theanornn.errors.UnknownNameError: number is 1, expected a name, a config or a callable. \
Known: one
    """
    if identifier is None:
        return None
    if isinstance(identifier, type) or any(identifier is entry for entry in table.values()):
        return _made(kind, identifier.__name__, identifier, {})
    found = build(kind, table, identifier)
    if not callable(found):
        raise UnknownNameError(
            f"{kind} is {identifier!r}, expected a name, a config or a callable. "
            f"Known: {', '.join(sorted(table))}"
        )
    return found


def described(kind, thing):
    """Return what `build` makes `thing` from: a config, the name of a function, or None for None.

    Raises
    ------
    UnknownNameError
        If it has neither a ``get_config`` nor a name.

    Examples
    --------
    >>> described("function", abs)
    'abs'
    """
    if thing is None:
        return None
    if hasattr(thing, "get_config"):
        config = dict(thing.get_config())
        config.pop("name", None)  # as objects written for Keras 1 give their class here
        return {"class_name": type(thing).__name__, "config": config}
    name = getattr(thing, "__name__", None)
    if name is None:
        raise UnknownNameError(
            f"{kind} {thing!r} cannot be written to a config: it has neither a get_config() nor a "
            "name"
        )
    return name


def name_of(kind, table, thing):
    """Return the first name that `table` has for `thing`.

    Raises
    ------
    UnknownNameError
        If the table does not hold it.

    Examples
    --------
    >>> name_of("number", {"one": 1, "uno": 1}, 1)
    'one'
    """
    for name, entry in table.items():
        if entry is thing:
            return name
    raise UnknownNameError(
        f"this {kind} has no name: {thing!r}. Known: " + ", ".join(sorted(table))
    )
