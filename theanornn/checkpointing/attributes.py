"""The state of callbacks: what `get_state` gives, or their attributes that are plain data.

Public names: :func:`state_of`, :func:`restore`, :func:`arguments_of`.
"""

import inspect

from theanornn.checkpointing.plain import NotPlain, pack

__all__ = ["arguments_of", "restore", "state_of"]

# Set by every run anew.
_OF_THE_RUN = frozenset(("model", "params", "validation_data"))
# Which say where something goes or what is printed, and nothing of the numbers.
_WITHOUT_EFFECT = frozenset(("filename", "filepath", "log_dir", "name", "verbose"))
_SIMPLE = (bool, int, float, str, type(None))


def state_of(callback):
    """What a checkpoint keeps of a callback.

    Parameters
    ----------
    callback : object
        With ``get_state()``, which returns plain data; else all attributes that are plain data
        count, see :func:`theanornn.checkpointing.plain.pack`.

    Returns
    -------
    plain data

    Raises
    ------
    NotPlain
        What ``get_state()`` returned is none.

    Examples
    --------
    >>> class Counter:
    ...     def __init__(self):
    ...         self.count, self.file = 3, open(os.devnull)
    >>> import os
    >>> counter = Counter()
    >>> state_of(counter)
    {'count': 3}
    >>> counter.count = 0
    >>> restore(counter, {"count": 3})
    >>> counter.count
    3
    >>> counter.file.close()
    """
    if hasattr(callback, "get_state"):
        state = callback.get_state()
        try:
            pack(state, {})
        except NotPlain as error:
            raise NotPlain(f"{type(callback).__name__}.get_state(): {error}") from None
        return state
    return {
        name: value
        for name, value in getattr(callback, "__dict__", {}).items()
        if name not in _OF_THE_RUN and _is_plain(value)
    }


def restore(callback, state):
    """Give a callback the state that `state_of` found."""
    if hasattr(callback, "set_state"):
        callback.set_state(state)
        return
    for name, value in state.items():
        current = getattr(callback, name, None)
        if isinstance(current, dict) and type(current) is not dict:
            # Of a class of its own, which a checkpoint does not know.
            current.clear()
            current.update(value)
        elif _is_plain(current):  # a file that has been opened meanwhile stays
            setattr(callback, name, value)


def arguments_of(callback):
    """The arguments that a callback was made with, as far as its attributes tell."""
    found = {}
    try:
        names = inspect.signature(type(callback).__init__).parameters
    except (TypeError, ValueError):
        return found
    for name in names:
        value = getattr(callback, name, inspect)
        if name not in _WITHOUT_EFFECT and type(value) in _SIMPLE:
            found[name] = value
    return found


def _is_plain(value):
    try:
        pack(value, {})
    except (NotPlain, RecursionError):
        return False
    return True
