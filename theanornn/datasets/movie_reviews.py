"""Movie-review snippets with human scores of their sentiment.

10,605 sentences from reviews, each scored from -4 (negative) to 4 by about 20 people: the data of
C. J. Hutto and E. Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of
Social Media Text", ICWSM 2014, over snippets of B. Pang and L. Lee (2004/2005). They are taken
from the source archive of the package vaderSentiment 3.3.2 (MIT licence).

`load_data`, `load_texts`, `encode`, `words`.
"""

import hashlib
import re
from typing import NamedTuple

import numpy as np

from theanornn.argument_kinds import iterable, kinds
from theanornn.datasets import cache
from theanornn.errors import DataError, ShapeError
from theanornn.preprocessing.sequence import pad_sequences
from theanornn.preprocessing.text import Tokenizer

__all__ = ["MovieReviews", "MovieTexts", "Snippets", "encode", "load_data", "load_texts", "words"]

PACKAGE, VERSION = "vaderSentiment", "3.3.2"
SHA256 = "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9"
_ARCHIVE = f"{PACKAGE}-{VERSION}/additional_resources/hutto_ICWSM_2014.tar.gz"
_SNIPPETS = "hutto_ICWSM_2014/movieReviewSnippets_GroundTruth.txt"

UNKNOWN, UNKNOWN_ID = "<unknown>", 1
_WORD = re.compile(r"\w+(?=n't)|n't|(?<=\w)'\w+|\w+")


class Snippets(NamedTuple):
    """Texts of one part and their scores."""

    texts: list
    scores: np.ndarray


class MovieTexts(NamedTuple):
    """What `load_texts` returns."""

    train: Snippets
    validation: Snippets
    test: Snippets


class MovieReviews(NamedTuple):
    """What `load_data` returns."""

    train: tuple
    validation: tuple
    test: tuple
    word_index: dict


def load_texts():
    """The snippets as text, all 10,605, in three fixed parts.

    A snippet's part is decided by the SHA-256 of its UTF-8 text, read as a number in [0, 1): below
    0.7 it is for training, below 0.8 for validation, else for the test. So equal texts are in one
    part, and no seed changes it. Within a part the order is that of this number: mixed.

    Returns
    -------
    MovieTexts
        Named tuple ``train, validation, test`` of named tuples ``texts, scores``: a list of str,
        and float64 ``(samples,)`` from -4 to 4, where 0 is neutral.

    Raises
    ------
    theanornn.datasets.cache.FetchError
        If the data are neither in the cache nor to be had from the package index.
    """
    package = cache.members(cache.archive(PACKAGE, VERSION, SHA256), [_ARCHIVE])
    table = cache.members(package[_ARCHIVE], [_SNIPPETS])[_SNIPPETS].decode("utf-8")
    rows = [line.split("\t") for line in table.strip().split("\r\n")]
    placed = sorted((_place(text), text, float(score)) for _, score, text in rows)
    return MovieTexts(
        _snippets(placed, 0.0, 0.7), _snippets(placed, 0.7, 0.8), _snippets(placed, 0.8, 1.0)
    )


def _place(text):
    """A number in [0, 1) that depends on the text alone."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:6], "big") / 2**48


def _snippets(placed, low, high):
    chosen = [(text, score) for place, text, score in placed if low <= place < high]
    return Snippets([text for text, _ in chosen], np.array([score for _, score in chosen]))


@kinds(num_words="size", maxlen="size", min_count="count")
def load_data(num_words=20000, maxlen=None, min_count=1):
    """Word ids and the sign of the score, for the two classes negative (0) and positive (1).

    Id 0 is padding, 1 any word outside the vocabulary, 2 the most frequent word of the training
    part, and so on. The vocabulary is that of the training part alone. The 37 snippets of score 0
    are left out, which leaves 10,568.

    Parameters
    ----------
    num_words : int, optional
        Ids are below this number; None for no limit.
    maxlen : int, optional
        Length all sequences are brought to, zeros in front; by default they keep their lengths.
        The longest snippet has 53 words.
    min_count : int
        Words met less often than this in the training part are outside the vocabulary.

    Returns
    -------
    MovieReviews
        Named tuple ``train, validation, test, word_index``. The first three are pairs ``x, y``:
        `x` int32 ``(samples, maxlen)``, or a list of lists of int without `maxlen`; `y` int32
        ``(samples,)``. `word_index` is a dict from word to id.

    Raises
    ------
    ShapeError
        If `num_words` leaves no room for a word.
    theanornn.datasets.cache.FetchError
        If the data are neither in the cache nor to be had from the package index.

    Examples
    --------
    >>> (x, y), validation, test, word_index = load_data(maxlen=50)  # doctest: +SKIP
    >>> x.shape, len(validation[0]), len(test[0])  # doctest: +SKIP
    ((7324, 50), 1122, 2122)
    """
    if num_words is not None and num_words < 3:
        raise ShapeError(
            f"movie_reviews.load_data: num_words={num_words}, expected at least 3: padding, the "
            "unknown word, and one word."
        )
    texts = load_texts()
    tokenizer = Tokenizer(oov_token=UNKNOWN)
    tokenizer.fit_on_texts([words(text) for text in _signed(texts.train).texts])
    word_index = {
        word: index
        for word, index in tokenizer.word_index.items()
        if (num_words is None or index < num_words)
        and (word == UNKNOWN or tokenizer.word_counts[word] >= min_count)
    }
    parts = []
    for part in texts:
        part = _signed(part)
        labels = (part.scores > 0).astype("int32")
        parts.append((encode(part.texts, word_index, maxlen), labels))
    return MovieReviews(*parts, word_index)


def _signed(part):
    kept = part.scores != 0
    return Snippets([text for text, keep in zip(part.texts, kept) if keep], part.scores[kept])


@kinds(maxlen="size")
def encode(texts, word_index, maxlen=None):
    """Turn texts into ids, as `load_data` does.

    Parameters
    ----------
    texts : list of str
    word_index : dict
        From `load_data`.
    maxlen : int, optional
        Length the result is brought to; by default each text keeps its own.

    Returns
    -------
    list of lists of int, or numpy.ndarray, (texts, maxlen), int32

    Raises
    ------
    DataError
        If `texts` is one str.

    Examples
    --------
    >>> encode(["A good film!"], {"<unknown>": 1, "a": 2, "good": 3}, maxlen=4)
    array([[0, 2, 3, 1]], dtype=int32)
    """
    if isinstance(texts, str):
        raise DataError(f"movie_reviews.encode: texts is {texts!r}, expected a list. Pass [text].")
    iterable(texts, "movie_reviews.encode", "texts")
    ids = [[word_index.get(word, UNKNOWN_ID) for word in words(text)] for text in texts]
    return ids if maxlen is None else pad_sequences(ids, maxlen=maxlen)


@kinds()
def words(text):
    """The words of a text in lower case, without punctuation.

    What stands behind an apostrophe is a word of its own, and so is "n't", as in the Penn Treebank:
    a model meets the negation of each verb as one word.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Examples
    --------
    >>> words("The film's plot isn't ''deep'', really!")
    ['the', 'film', "'s", 'plot', 'is', "n't", 'deep', 'really']
    """
    return _WORD.findall(text.lower())
