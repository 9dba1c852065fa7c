"""The IMDB reviews of Keras: 25,000 for training and 25,000 for testing, as word ids.

Data of A. Maas et al., "Learning Word Vectors for Sentiment Analysis", ACL 2011, in the form in
which Keras hands them out. `load_data`, `get_word_index`.
"""

import gzip
import json
import os
from pathlib import Path

import numpy as np

from theanornn.datasets import arrays_only, cache
from theanornn.errors import DataError, ShapeError

__all__ = ["get_word_index", "load_data"]

_ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
_DIGESTS = {
    "imdb.npz": "sha256:69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
    "imdb_word_index.json": "md5:bfafd718b763782e994055a2d397834f",
}


def load_data(
    path=None,
    num_words=None,
    skip_top=0,
    maxlen=None,
    seed=113,
    start_char=1,
    oov_char=2,
    index_from=3,
    nb_words=None,
    test_split=None,
):
    """Word ids of the reviews and their sentiment, 0 or 1.

    Parameters
    ----------
    path : str, optional
        A file of Keras' (``imdb.npz``, or ``imdb_full.pkl`` of Keras 1), or its name in
        ``~/.keras/datasets`` (``KERAS_HOME`` is heeded) or the cache. By default ``imdb.npz`` or
        ``imdb_full.pkl``, whichever is there; where neither is, ``imdb.npz`` is fetched.
    num_words : int, optional
        Ids from this number on become `oov_char`; by default none does. Keras 1: ``nb_words``.
    skip_top : int
        Ids below this number become `oov_char`.
    maxlen : int, optional
        Only reviews shorter than this are kept.
    seed : int, optional
        Seed of the order of the reviews; None for the order of the file.
    start_char : int, optional
        Id put in front of each review; None for none.
    oov_char : int, optional
        Id of words left out; None leaves them out without a trace.
    index_from : int
        Number added to every id of the file.
    nb_words : int, optional
        Keras 1's name of `num_words`.
    test_split : float, optional
        Share of all reviews that becomes the test part, as in Keras 0.x; by default the parts are
        those of the file.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        `x`: object array ``(samples,)`` of lists of int; `y`: int64 ``(samples,)``.

    Raises
    ------
    theanornn.datasets.cache.FetchError
        If there is no file and none can be fetched.
    DataError
        If the file is damaged or holds something else, or no review is shorter than `maxlen`.
    ShapeError
        If `test_split` is no share, or `num_words` is given under both names.

    Notes
    -----
    Three faults of Keras are not copied: `maxlen` moved test reviews into the training part, the
    word with the highest id was lost without `num_words`, and Keras 1 without `oov_char` kept the
    words that it should have left out.

    Examples
    --------
    >>> (x_train, y_train), (x_test, y_test) = load_data(num_words=20000)  # doctest: +SKIP
    """
    if nb_words is not None:
        if num_words is not None:
            raise ShapeError(
                f"imdb.load_data: num_words={num_words} and nb_words={nb_words} are two names of "
                "one argument; pass one of them."
            )
        num_words = nb_words
    parts = _read(_find(path, ("imdb.npz", "imdb_full.pkl")))
    if test_split is not None:
        parts = _split_anew(parts, test_split)
    rng = np.random.RandomState(seed)
    prepared = []
    for x, y in parts:
        order = np.arange(len(x))
        if seed is not None:
            rng.shuffle(order)
        reviews = [
            _renumber(x[at], num_words, skip_top, start_char, oov_char, index_from) for at in order
        ]
        labels = np.asarray(y, dtype="int64")[order]
        prepared.append(_shorter(reviews, labels, maxlen, start_char))
    return tuple(prepared)


def get_word_index(path="imdb_word_index.json"):
    """Number of each word in the file; the ids of `load_data` are higher by its `index_from`.

    Parameters
    ----------
    path : str
        A file of Keras' (json, or pkl of Keras 1), or its name, as in `load_data`.

    Returns
    -------
    dict, str to int

    Raises
    ------
    theanornn.datasets.cache.FetchError
        If there is no file and none can be fetched.
    DataError
        If the file is damaged or holds something else.
    """
    file = _find(path, (path,))
    if file.suffix == ".pkl":
        with open(file, "rb") as stream:
            return arrays_only.load_pickle(stream)
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError(f"{file} is not a word index: {error}") from error


def _find(path, names):
    """Path of the file: as given, one of Keras', or one of our cache, fetched if need be."""
    if path is not None:
        if Path(path).expanduser().is_file():
            return Path(path).expanduser()
        names = (str(path),)
    keras = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser() / "datasets"
    for folder in (keras, cache.directory()):
        for name in names:
            if (folder / name).is_file() and (folder == keras or name not in _DIGESTS):
                return folder / name
    for name in names:
        if name in _DIGESTS:
            return cache.download(_ORIGIN + name, _DIGESTS[name])
    raise cache.FetchError(
        f"imdb: there is no file {names[0]}, neither here nor in {keras} nor in "
        f"{cache.directory()}, and only {', '.join(_DIGESTS)} can be fetched."
    )


def _read(path):
    if path.suffix == ".npz":
        arrays = arrays_only.load_npz(path)
        names = ("x_train", "y_train", "x_test", "y_test")
        if not set(names) <= set(arrays):
            raise DataError(
                f"imdb: {path} holds {sorted(arrays)}, expected the arrays {', '.join(names)}."
            )
        x_train, y_train, x_test, y_test = (arrays[name] for name in names)
        return (x_train, y_train), (x_test, y_test)
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as file:
        content = arrays_only.load_pickle(file)
    try:
        (x_train, y_train), (x_test, y_test) = content
    except (TypeError, ValueError):
        raise DataError(
            f"imdb: {path} does not hold ((x_train, y_train), (x_test, y_test))."
        ) from None
    return (x_train, y_train), (x_test, y_test)


def _split_anew(parts, test_split):
    if not 0 < test_split < 1:
        raise ShapeError(f"imdb.load_data: test_split={test_split}, expected a share in (0, 1).")
    x = [review for part, _ in parts for review in part]
    y = [label for _, part in parts for label in part]
    boundary = int(len(x) * (1 - test_split))
    return (x[:boundary], y[:boundary]), (x[boundary:], y[boundary:])


def _renumber(review, num_words, skip_top, start_char, oov_char, index_from):
    ids = [] if start_char is None else [start_char]
    ids += [word + index_from for word in review]
    kept = [word >= skip_top and (not num_words or word < num_words) for word in ids]
    if oov_char is None:
        return [word for word, keep in zip(ids, kept) if keep]
    return [word if keep else oov_char for word, keep in zip(ids, kept)]


def _shorter(reviews, labels, maxlen, start_char):
    if maxlen is not None:
        short = [len(review) < maxlen for review in reviews]
        if not any(short):
            raise DataError(
                f"imdb.load_data: maxlen={maxlen} leaves no review of a part; expected a number "
                f"above {min(map(len, reviews))}."
            )
        reviews = [review for review, keep in zip(reviews, short) if keep]
        labels = labels[short]
    x = np.empty(len(reviews), dtype=object)
    x[:] = reviews
    return x, labels
