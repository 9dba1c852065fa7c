"""Values that no function expects, and what may come of them."""

import math
import re

import numpy as np

from theanornn.datasets.cache import FetchError
from theanornn.errors import MissingExtraError, TheanornnError

#: By a name that tests can be told apart by; `None` is left out: it mostly means "by default".
VALUES = {
    "an object": object(),
    "a class": int,
    "a function": len,
    "text": "no such thing",
    "no text": "",
    "bytes": b"\xff",
    "an empty list": [],
    "a dict": {"no such": "thing"},
    "a list of texts": ["a", "b"],
    "a ragged list": [[1.0], [2.0, 3.0]],
    "minus one": -1,
    "nought": 0,
    "a fraction": 1.5,
    "NaN": math.nan,
    "infinity": math.inf,
    "huge": 10**40,
    "a complex number": 1j,
    "true": True,
    "an empty array": np.empty((0,)),
    "an array of objects": np.array([None, "x"], dtype=object),
    "an array of texts": np.array(["a", "b"]),
    "an array of NaN": np.full((2, 3), np.nan),
    "an array of complex numbers": np.ones((2, 3), dtype=complex),
    "an array of seven axes": np.ones((1,) * 7),
}


class Outcome(Exception):
    """A breach of the contract."""


def fault(error, names):
    """Why an error is not one that a caller can use, or None if it is.

    Parameters
    ----------
    error : Exception
    names : set of str
        Of the argument, and of what was called: one of them must be in the message.
    """
    if isinstance(error, (MissingExtraError, FileNotFoundError, FetchError)):
        return None
    if not isinstance(error, (TheanornnError, ValueError, TypeError, OSError, IndexError)):
        return f"a bare {type(error).__name__}: {error}"
    message = str(error)
    if not message.strip():
        return f"a {type(error).__name__} without a message"
    if "Apply node that caused the error" in message or "Backtrace when" in message:
        return f"Theano's own words: {message[:120]}"
    if not any(_is_word(name, message) for name in names):
        kind = type(error).__name__
        return f"{kind} that names neither the argument nor the function: {message[:160]}"
    return None


def _is_word(name, message):
    """Whether a message has a name; one of a letter or two must stand alone."""
    if len(name) > 2:
        return name in message
    return re.search(rf"(?<![\w']){re.escape(name)}(?!\w)", message) is not None


def variants(array):
    """The same array in other layouts: each must give what the plain one gives."""
    array = np.asarray(array)
    read_only = array.copy()
    read_only.flags.writeable = False
    wide = np.repeat(array, 2, axis=-1)[..., ::2] if array.ndim else array
    yield "Fortran-ordered", np.asfortranarray(array)
    yield "read-only", read_only
    yield "not contiguous", wide
    yield "backwards in memory", array[::-1].copy()[::-1] if array.ndim else array
    yield "byte-swapped", array.astype(array.dtype.newbyteorder())
    if array.dtype.kind == "f":
        yield "of double precision", array.astype("float64")
    if array.dtype.kind == "i":
        yield "of 64 bits", array.astype("int64")
    yield "a nested list", array.tolist()
