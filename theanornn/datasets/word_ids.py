"""Texts as lists of word ids, in the form in which Keras hands them out: :func:`prepared`."""

import numpy as np

from theanornn.errors import DataError, ShapeError

__all__ = ["one_name", "prepared"]


def prepared(
    owner, texts, labels, seed, num_words, skip_top, maxlen, start_char, oov_char, index_from
):
    """Shuffled texts with ids changed and left out as asked, and their labels.

    Parameters
    ----------
    owner : str
        The data set, for messages.
    texts : sequence of lists of int
    labels : sequence of int
    seed : int, numpy.random.RandomState or None
        Of the order; None keeps that of the texts.
    num_words, skip_top, maxlen, start_char, oov_char, index_from
        As in :func:`theanornn.datasets.imdb.load_data`.

    Returns
    -------
    object array ``(samples,)`` of lists of int, int64 array ``(samples,)``

    Raises
    ------
    DataError
        No text is shorter than `maxlen`, or there are more or fewer labels than texts.
    """
    if len(texts) != len(labels):
        raise DataError(f"{owner}: the file holds {len(texts)} texts and {len(labels)} labels.")
    order = np.arange(len(texts))
    if seed is not None:
        rng = seed if isinstance(seed, np.random.RandomState) else np.random.RandomState(seed)
        rng.shuffle(order)
    changed = [
        _renumbered(texts[at], num_words, skip_top, start_char, oov_char, index_from)
        for at in order
    ]
    labels = np.asarray(labels, dtype="int64")[order]
    if maxlen is not None:
        short = [len(text) < maxlen for text in changed]
        if not any(short):
            raise DataError(
                f"{owner}: maxlen={maxlen} leaves no text of a part; expected a number above "
                f"{min(map(len, changed))}."
            )
        changed = [text for text, keep in zip(changed, short) if keep]
        labels = labels[short]
    x = np.empty(len(changed), dtype=object)
    x[:] = changed
    return x, labels


def one_name(owner, num_words, nb_words):
    """The number of words under whichever of its two names it was given."""
    if nb_words is None:
        return num_words
    if num_words is not None:
        raise ShapeError(
            f"{owner}: num_words={num_words} and nb_words={nb_words} are two names of one "
            "argument; pass one of them."
        )
    return nb_words


def _renumbered(text, num_words, skip_top, start_char, oov_char, index_from):
    ids = [] if start_char is None else [start_char]
    ids += [word + index_from for word in text]
    kept = [word >= skip_top and (not num_words or word < num_words) for word in ids]
    if oov_char is None:
        return [word for word, keep in zip(ids, kept) if keep]
    return [word if keep else oov_char for word, keep in zip(ids, kept)]
