"""Whether a checkpoint is of this training: arguments, model and data compared.

Public names: :func:`flat`, :func:`refuse_other`, :func:`fingerprint`.
"""

import zlib

import numpy as np

from theanornn.errors import DataError

__all__ = ["fingerprint", "flat", "refuse_other"]

# An array up to this size is looked at wholly, of a larger one as much, spread over all of it.
_LOOK = 1 << 26
_PIECES = 1024
# How many differences a message names.
_NAMED = 4
_MISSING = "nothing"


def fingerprint(array):
    """What tells an array from others: type, shape and a checksum.

    Of more than 64 MB the checksum is of 1024 pieces, 64 MB together.

    Parameters
    ----------
    array : ndarray

    Returns
    -------
    str

    Examples
    --------
    >>> fingerprint(np.zeros((2, 3), "float32"))
    'float32 (2, 3) a3c1ca20'
    """
    found = 0
    if array.nbytes <= _LOOK or not len(array):
        found = zlib.crc32(_bytes(array))
    else:
        length = max(1, _LOOK * len(array) // (array.nbytes * _PIECES))
        for start in np.linspace(0, len(array) - length, _PIECES).astype("int64"):
            found = zlib.crc32(_bytes(array[start : start + length]), found)
    return f"{array.dtype} {array.shape} {found:08x}"


def _bytes(array):
    return np.ascontiguousarray(array).reshape(-1).view("uint8").data


def flat(described, path=""):
    """Nested dicts and lists as one dict from path to value.

    Examples
    --------
    >>> flat({"layers": [{"units": 2}], "loss": "mse"})
    {'layers.0.units': 2, 'loss': 'mse'}
    """
    if isinstance(described, dict):
        entries = described.items()
    elif isinstance(described, (list, tuple)):
        entries = enumerate(described)
    else:
        return {path: described}
    found = {}
    for name, value in entries:
        found.update(flat(value, f"{path}.{name}" if path else str(name)))
    return found


def refuse_other(place, begun, changed, now):
    """Refuse to go on with a training that was begun with something else.

    Parameters
    ----------
    place : str
        Where the checkpoint is, for the message.
    begun, now : dict
        What the training was begun with, and what is there now; as `flat` makes it.
    changed : dict
        What it had become when the checkpoint was written, which is fine, too: a callback may
        have changed the learning rate.

    Raises
    ------
    DataError
        It names what differs.
    """
    different = [
        f"{name} was {_short(begun.get(name, _MISSING))}, is {_short(now.get(name, _MISSING))}"
        for name in {**begun, **now}
        if not _same(now.get(name, _MISSING), begun.get(name, _MISSING))
        and not (name in changed and _same(now.get(name, _MISSING), changed[name]))
    ]
    if different:
        more = len(different) - _NAMED
        raise DataError(
            f"{place} holds a training that was begun otherwise: {'; '.join(different[:_NAMED])}"
            f"{f'; and {more} more' if more > 0 else ''}. Go on with what it was begun with, or "
            "pass another folder (or delete this one) to begin anew"
        )


def _same(one, other):
    return one == other or (one != one and other != other)


def _short(value):
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
