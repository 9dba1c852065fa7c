"""The Reuters newswires of Keras: 11,228 texts as word ids, and their topic, 0 to 45.

`load_data`, `get_word_index`.
"""

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
    test_split="fraction",
)
def load_data(
    path=None,
    num_words=None,
    skip_top=0,
    maxlen=None,
    test_split=0.2,
    seed=113,
    start_char=1,
    oov_char=2,
    index_from=3,
    nb_words=None,
):
    """Word ids of the newswires and their topic.

    Parameters
    ----------
    path : str, optional
        A file of Keras' (``reuters.npz``, or ``reuters.pkl`` of Keras 1), or its name in
        ``~/.keras/datasets`` (``KERAS_HOME`` is heeded) or the cache. By default ``reuters.npz`` or
        ``reuters.pkl``, whichever is there; where neither is, ``reuters.npz`` is fetched.
    test_split : float
        Share of the texts, the last ones, that becomes the test part.
    num_words, skip_top, maxlen, seed, start_char, oov_char, index_from, nb_words
        As in :func:`theanornn.datasets.imdb.load_data`.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        `x`: object array ``(samples,)`` of lists of int; `y`: int64 ``(samples,)``.

    Raises
    ------
    theanornn.datasets.cache.FetchError
        If there is no file and none can be fetched.
    DataError
        If the file is damaged or holds something else, or no text is shorter than `maxlen`.
    ShapeError
        If `test_split` is no share, or `num_words` is given under both names.

    Notes
    -----
    As in :func:`theanornn.datasets.imdb.load_data`, the word with the highest id is not lost
    without `num_words`, as it was in Keras.

    Examples
    --------
    >>> (x_train, y_train), (x_test, y_test) = load_data(num_words=1000)  # doctest: +SKIP
    """
    owner = "reuters.load_data"
    if not 0 <= test_split < 1:
        raise ShapeError(f"{owner}: test_split={test_split}, expected a share in [0, 1).")
    num_words = one_name(owner, num_words, nb_words)
    file = keras_files.find("reuters", path, ("reuters.npz", "reuters.pkl"))
    options = (seed, num_words, skip_top, maxlen, start_char, oov_char, index_from)
    with keras_files.holding("reuters", file, "lists of word ids, and a label for each"):
        x, y = prepared(owner, *_read(file), *options)
    at = int(len(x) * (1 - test_split))
    return (x[:at], y[:at]), (x[at:], y[at:])


@kinds(path="path")
def get_word_index(path="reuters_word_index.json"):
    """Number of each word in the file; the ids of `load_data` are higher by its `index_from`.

    Parameters
    ----------
    path : str
        A file of Keras' (json, or pkl of Keras 1), or its name, as in `load_data`.

    Returns
    -------
    dict, str to int
    """
    return keras_files.read_word_index("reuters", path)


def _read(path):
    if path.suffix == ".npz":
        return keras_files.read_arrays("reuters", path, ("x", "y"))
    texts, labels = keras_files.read_pickle(path)
    return texts, labels
