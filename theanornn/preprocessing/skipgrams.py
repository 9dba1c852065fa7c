"""Pairs of words for word2vec: :func:`skipgrams`, :func:`make_sampling_table`.

Source: T. Mikolov et al., "Distributed Representations of Words and Phrases and their
Compositionality", 2013.
"""

import random

import numpy as np

from theanornn.argument_kinds import kinds, shown
from theanornn.errors import DtypeError, ShapeError

__all__ = ["make_sampling_table", "skipgrams"]

# Euler's constant, to as many digits as Keras took.
_GAMMA = 0.577


@kinds(size="size")
def make_sampling_table(size, sampling_factor=1e-5):
    r"""How probably a word is kept, by the rank of its frequency.

    .. math:: p = \min(1, \sqrt{t / f}), \quad
        1 / f = rank (\log rank + \gamma) + 1/2 - 1 / (12\, rank)

    as Zipf's law has it: the most frequent words are left out most often.

    Parameters
    ----------
    size : int
        Number of words.
    sampling_factor : float
        The `t` of the paper: the smaller, the more is left out.

    Returns
    -------
    ndarray ``(size,)``
        Of rank 0, which is no word, what holds of rank 1.

    Examples
    --------
    >>> make_sampling_table(3).round(4)
    array([0.0032, 0.0032, 0.0055])
    """
    rank = np.maximum(np.arange(size), 1)
    inverse = rank * (np.log(rank) + _GAMMA) + 0.5 - 1 / (12 * rank)
    kept = sampling_factor * inverse
    return np.minimum(1.0, kept / np.sqrt(kept))


@kinds(sequence="iterable", window_size="count", shuffle="flag", sampling_table="series")
def skipgrams(
    sequence,
    vocabulary_size,
    window_size=4,
    negative_samples=1.0,
    shuffle=True,
    categorical=False,
    sampling_table=None,
    seed=None,
):
    """Pairs of a word and a neighbour, and as many pairs of a word and any word.

    Parameters
    ----------
    sequence : list of int
        Ids of words; 0 is no word and makes no pair.
    vocabulary_size : int
        The largest id plus one.
    window_size : int
        Neighbours are at most so many places away.
    negative_samples : float
        Number of random pairs for each true one.
    shuffle : bool
        Whether the pairs come in random order.
    categorical : bool
        Labels ``[0, 1]`` and ``[1, 0]`` in place of 1 (a neighbour) and 0.
    sampling_table : array ``(vocabulary_size,)``, optional
        How probably each word is kept: see :func:`make_sampling_table`.
    seed : int, optional
        Seed of the order; without it, one is drawn.

    Returns
    -------
    couples : list of [int, int]
    labels : list of int, or of [int, int]

    Raises
    ------
    ShapeError
        An id is outside of the vocabulary.

    Notes
    -----
    Random numbers are those of Python's :mod:`random`, drawn in the order of Keras: a script that
    has called ``random.seed`` gets the same pairs as there. Shuffling seeds that module anew, as
    there.

    Examples
    --------
    >>> skipgrams([1, 0, 2, 3], 4, window_size=1, negative_samples=0, shuffle=False)
    ([[2, 3], [3, 2]], [1, 1])
    """
    try:
        sequence = [int(word) for word in sequence]
    except (TypeError, ValueError, OverflowError):
        raise DtypeError(f"skipgrams: sequence={shown(sequence)}, expected ids of words.") from None
    outside = [word for word in sequence if not 0 <= word < vocabulary_size]
    if outside:
        raise ShapeError(
            f"skipgrams: the sequence holds {outside[0]}, expected ids from 0 to "
            f"vocabulary_size - 1 = {vocabulary_size - 1}"
        )
    if sampling_table is not None and len(sampling_table) < vocabulary_size:
        raise ShapeError(
            f"skipgrams: sampling_table has {len(sampling_table)} entries, expected one for each "
            f"of vocabulary_size={vocabulary_size} words"
        )
    couples = [
        [word, neighbour]
        for place, word in enumerate(sequence)
        if word and (sampling_table is None or sampling_table[word] >= random.random())
        for neighbour in _neighbours(sequence, place, window_size)
    ]
    true, false = ([0, 1], [1, 0]) if categorical else (1, 0)
    labels = [true] * len(couples)
    if negative_samples > 0:
        count = int(len(couples) * negative_samples)
        words = [word for word, _ in couples]
        random.shuffle(words)
        for number in range(count):
            couples.append([words[number % len(words)], random.randint(1, vocabulary_size - 1)])
        labels += [false] * count
    if shuffle:
        seed = random.randint(0, 10_000_000) if seed is None else seed
        for each in (couples, labels):
            random.seed(seed)
            random.shuffle(each)
    return couples, labels


def _neighbours(sequence, place, window_size):
    """The words around a place, without what is no word."""
    start = max(0, place - window_size)
    around = sequence[start:place] + sequence[place + 1 : place + window_size + 1]
    return [word for word in around if word]
