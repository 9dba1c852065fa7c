"""Plain data as JSON and arrays: what a checkpoint can hold, and nothing that could run.

Public names: :func:`pack`, :func:`unpack`, :class:`NotPlain`.
"""

import collections
import random

import numpy as np

from theanornn.errors import DtypeError

__all__ = ["NotPlain", "pack", "unpack"]

_KINDS = "biuf"
_GENERATORS = {
    kind.__name__: kind
    for kind in (np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64)
}


class NotPlain(DtypeError):
    """Something that is neither a number, text, an array, nor a list or dict of such."""


def pack(value, arrays):
    """A value as JSON can hold it, with its arrays beside it.

    Parameters
    ----------
    value : plain data
        None, bool, int, float, str, NumPy's numbers and arrays of them, generators of random
        numbers (their state), and lists, tuples, sets, dicts and deques of plain data.
    arrays : dict
        From name to array; those of `value` are added.

    Returns
    -------
    what `json.dumps` takes

    Raises
    ------
    NotPlain

    Examples
    --------
    >>> arrays = {}
    >>> packed = pack({"best": 0.5, "weights": [np.zeros(2)]}, arrays)
    >>> packed
    {'dict': [['best', 0.5], ['weights', [{'array': '0'}]]]}
    >>> unpack(packed, arrays)
    {'best': 0.5, 'weights': [array([0., 0.])]}
    """
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    if kind is list:
        return [pack(each, arrays) for each in value]
    if kind in (tuple, set, frozenset):
        return {kind.__name__: [pack(each, arrays) for each in value]}
    if isinstance(value, dict):
        return {"dict": [[pack(k, arrays), pack(v, arrays)] for k, v in value.items()]}
    if kind is collections.deque:
        return {"deque": [[pack(each, arrays) for each in value], value.maxlen]}
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in _KINDS:
        name = str(len(arrays))
        # Of the machine's byte order, which is what a file of arrays can hold.
        array = np.asarray(value, value.dtype.newbyteorder("="), order="C")
        arrays[name] = array
        return {"array" if isinstance(value, np.ndarray) else "scalar": name}
    if kind is np.random.Generator and type(value.bit_generator).__name__ in _GENERATORS:
        return {"generator": pack(value.bit_generator.state, arrays)}
    if kind is np.random.RandomState:
        return {"random_state": pack(value.get_state(), arrays)}
    if kind is random.Random:
        return {"random": pack(value.getstate(), arrays)}
    raise NotPlain(
        f"a checkpoint cannot hold a {kind.__module__}.{kind.__qualname__}; expected numbers, "
        "text, arrays, or lists and dicts of them"
    )


def unpack(packed, arrays):
    """What `pack` was given, from what it made of it."""
    if isinstance(packed, list):
        return [unpack(each, arrays) for each in packed]
    if not isinstance(packed, dict):
        return packed
    ((kind, content),) = packed.items()
    return _UNPACKERS[kind](content, arrays)


def _array(name, arrays):
    return np.array(arrays[name])


def _deque(content, arrays):
    items, length = content
    return collections.deque(unpack(items, arrays), length)


def _generator(content, arrays):
    state = unpack(content, arrays)
    bits = _GENERATORS[state["bit_generator"]]()
    bits.state = state
    return np.random.Generator(bits)


def _random_state(content, arrays):
    made = np.random.RandomState()
    made.set_state(unpack(content, arrays))
    return made


def _random(content, arrays):
    made = random.Random()
    made.setstate(unpack(content, arrays))
    return made


_UNPACKERS = {
    "tuple": lambda content, arrays: tuple(unpack(content, arrays)),
    "set": lambda content, arrays: set(unpack(content, arrays)),
    "frozenset": lambda content, arrays: frozenset(unpack(content, arrays)),
    "dict": lambda content, arrays: {unpack(k, arrays): unpack(v, arrays) for k, v in content},
    "deque": _deque,
    "array": _array,
    "scalar": lambda content, arrays: _array(content, arrays)[()],
    "generator": _generator,
    "random_state": _random_state,
    "random": _random,
}
