"""Files of Keras' data sets: where Keras keeps them, and where they can be fetched from."""

import contextlib
import gzip
import json
from pathlib import Path

import numpy as np

from theanornn.datasets import arrays_only, cache
from theanornn.errors import UNFIT, DataError, TheanornnError
from theanornn.keras_home import keras_home

__all__ = ["find", "folder", "holding", "pairs", "read_arrays", "read_pickle", "read_word_index"]

_ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
_DIGESTS = {
    "boston_housing.npz": (
        "sha256:f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"
    ),
    "imdb.npz": "sha256:69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
    "imdb_word_index.json": "md5:bfafd718b763782e994055a2d397834f",
    "mnist.npz": "sha256:731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    "reuters.npz": "sha256:d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916",
    "reuters_word_index.json": "md5:4d44cc38712099c9e383dc6e5f11a921",
}


def folder():
    """Where Keras keeps data sets: ``datasets`` in ``$KERAS_HOME``, or in ``~/.keras``."""
    return keras_home() / "datasets"


def find(owner, path, names):
    """Path of a file of a data set: as given, one of Keras', or one of our cache.

    Parameters
    ----------
    owner : str
        The data set, for messages.
    path : str, path or None
        A file, or the name of one in Keras' folder or the cache.
    names : tuple of str
        The names to look for, in this order, where `path` is None. What is in none of the folders
        is fetched into the cache, if it can be.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    theanornn.datasets.cache.FetchError
        There is no such file and it cannot be fetched; the message says where to put it.
    """
    if path is not None:
        if Path(path).expanduser().is_file():
            return Path(path).expanduser()
        names = (str(path),)
    keras = folder()
    for place in (keras, cache.directory()):
        for name in names:
            # What can be fetched is taken from our cache through its digest only, below.
            if (place / name).is_file() and (place == keras or name not in _DIGESTS):
                return place / name
    for name in names:
        if name in _DIGESTS:
            try:
                return cache.download(_ORIGIN + name, _DIGESTS[name])
            except cache.FetchError as error:
                raise cache.FetchError(
                    f"{owner}: {error} A file at {keras / name} is taken too."
                ) from None
    raise cache.FetchError(
        f"{owner}: there is no file {names[0]}, neither here nor in {keras} nor in "
        f"{cache.directory()}, and only {', '.join(_DIGESTS)} can be fetched."
    )


@contextlib.contextmanager
def holding(owner, path, what):
    """Within the ``with`` block, whatever goes wrong means that a file holds something else.

    Parameters
    ----------
    owner : str
        The data set, for messages.
    path : path
    what : str
        What it should hold.
    """
    try:
        yield
    except TheanornnError:
        raise
    except UNFIT as error:
        raise DataError(f"{owner}: {path} does not hold {what}: {error!r}") from error


def read_arrays(owner, path, names):
    """Arrays of an npz file in the order of their names; see :mod:`arrays_only`.

    Raises
    ------
    DataError
        The file is damaged, or lacks an array.
    """
    arrays = arrays_only.load_npz(path)
    if not set(names) <= set(arrays):
        raise DataError(
            f"{owner}: {path} holds {sorted(arrays)}, expected the arrays {', '.join(names)}."
        )
    with holding(owner, path, "arrays"):
        return tuple(np.asarray(arrays[name]) for name in names)


def pairs(owner, path, parts):
    """Parts ``(x, y)`` of a data set as arrays, with as many of the one as of the other."""
    with holding(owner, path, "arrays of as many samples as labels"):
        parts = tuple((np.asarray(x), np.asarray(y)) for x, y in parts)
        for x, y in parts:
            if len(x) != len(y):
                raise ValueError(f"there are {len(x)} samples and {len(y)} labels")
    return parts


def read_pickle(path):
    """What a pickle (or a gzipped one) holds; see :mod:`arrays_only`."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as file:
        return arrays_only.load_pickle(file)


def read_word_index(owner, path):
    """Number of each word, from a json file, or from a pickle of Keras 1.

    Parameters
    ----------
    owner : str
        The data set, for messages.
    path : str
        A file or its name, as in :func:`find`.

    Returns
    -------
    dict, str to int
    """
    file = find(owner, path, (path,))
    if file.suffix == ".pkl":
        with holding(owner, file, "a word index"):
            return {word: int(number) for word, number in read_pickle(file).items()}
    with holding(owner, file, "a word index"):
        index = json.loads(file.read_text(encoding="utf-8"))
        return {str(word): int(number) for word, number in index.items()}
