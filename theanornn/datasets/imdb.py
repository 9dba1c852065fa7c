"""The IMDB reviews of Keras: 25,000 for training and 25,000 for testing, as word ids.

Data of A. Maas et al., "Learning Word Vectors for Sentiment Analysis", ACL 2011, in the form in
which Keras hands them out. `load_data`, `get_word_index`.
"""

import numpy as np

from theanornn import generations
from theanornn.argument_kinds import kinds
from theanornn.datasets import keras_files
from theanornn.datasets.word_ids import one_name, prepared
from theanornn.errors import ShapeError

__all__ = ["get_word_index", "load_data"]


@kinds(
    path="path",
    num_words="count",
    nb_words="count",
    maxlen="size",
    start_char="count",
    oov_char="count",
    index_from="count",
)
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
        ``imdb_full.pkl``, whichever is there (in a script that is run as one of Keras 1, the
        latter first); where neither is, ``imdb.npz`` is fetched.
    num_words : int, optional
        Ids from this number on become `oov_char`; by default none does. Keras 1: ``nb_words``.
    skip_top : int
        Ids below this number become `oov_char`.
    maxlen : int, optional
        Only reviews shorter than this are kept.
    seed : int, optional
        Seed of the order of the reviews; None for the order of the file. The order is Keras 1's
        where `nb_words` is given, the file is one of Keras 1, or the script is run as one.
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
    owner = "imdb.load_data"
    keras1 = nb_words is not None or generations.default == 1
    num_words = one_name(owner, num_words, nb_words)
    names = ("imdb_full.pkl", "imdb.npz") if keras1 else ("imdb.npz", "imdb_full.pkl")
    file = keras_files.find("imdb", path, names)
    if test_split is not None and not 0 < test_split < 1:
        raise ShapeError(f"imdb.load_data: test_split={test_split}, expected a share in (0, 1).")
    seeds = (seed, seed)
    if seed is not None:
        # Keras 1 seeded each part anew, the second one with twice the number.
        rng = np.random.RandomState(seed)
        seeds = (seed, 2 * seed) if keras1 or file.suffix != ".npz" else (rng, rng)
    options = (num_words, skip_top, maxlen, start_char, oov_char, index_from)
    with keras_files.holding("imdb", file, "lists of word ids, and a label for each"):
        parts = _read(file)
        if test_split is not None:
            parts = _split_anew(parts, test_split)
        return tuple(prepared(owner, x, y, each, *options) for each, (x, y) in zip(seeds, parts))


@kinds(path="path")
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
    return keras_files.read_word_index("imdb", path)


def _read(path):
    if path.suffix == ".npz":
        names = ("x_train", "y_train", "x_test", "y_test")
        x_train, y_train, x_test, y_test = keras_files.read_arrays("imdb", path, names)
        return (x_train, y_train), (x_test, y_test)
    (x_train, y_train), (x_test, y_test) = keras_files.read_pickle(path)
    return (x_train, y_train), (x_test, y_test)


def _split_anew(parts, test_split):
    x = [review for part, _ in parts for review in part]
    y = [label for _, part in parts for label in part]
    boundary = int(len(x) * (1 - test_split))
    return (x[:boundary], y[:boundary]), (x[boundary:], y[boundary:])
