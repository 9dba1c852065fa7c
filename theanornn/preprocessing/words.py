"""From texts to words and their numbers: :func:`text_to_word_sequence`, :func:`one_hot`.

Arguments and numbering are those of Keras 1 and 2.
"""

import hashlib

from theanornn.argument_kinds import kinds
from theanornn.errors import DtypeError, ShapeError

__all__ = [
    "FILTERS",
    "base_filter",
    "hashing_trick",
    "one_hot",
    "text_to_word_sequence",
]

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'


def base_filter():
    """Characters taken out of texts, as Keras 1 names them.

    Examples
    --------
    >>> "!" in base_filter(), "'" in base_filter()
    (True, False)
    """
    return FILTERS


@kinds(filters="characters", split="named")
def text_to_word_sequence(text, filters=FILTERS, lower=True, split=" "):
    """Split a text into words.

    Parameters
    ----------
    text : str
    filters : str
        Characters taken for separators; the apostrophe is not among the default ones.
    lower : bool
        Whether to turn everything into lower case first.
    split : str
        What stands between two words.

    Returns
    -------
    list of str

    Raises
    ------
    DtypeError
        If `text` is no str.

    Examples
    --------
    >>> text_to_word_sequence("It's good. Really good!")
    ["it's", 'good', 'really', 'good']
    """
    if not isinstance(text, str):
        raise DtypeError(
            f"text_to_word_sequence: text is {text!r}, expected a str."
            + (" Decode it first: text.decode('utf-8')." if isinstance(text, bytes) else "")
        )
    if lower:
        text = text.lower()
    text = text.translate({ord(character): split for character in filters})
    return [word for word in text.split(split) if word]


@kinds(n="size", filters="characters", split="named", hash_function="plain")
def hashing_trick(text, n, hash_function=None, filters=FILTERS, lower=True, split=" "):
    """Number the words of a text from 1 to ``n - 1`` by a hash; words may share a number.

    Parameters
    ----------
    text : str
    n : int
        Size of the space of numbers, at least 2; 0 is kept for padding.
    hash_function : callable, optional
        From str to int; by default MD5, the same in every process.
    filters, lower, split
        As in :func:`text_to_word_sequence`.

    Returns
    -------
    list of int

    Raises
    ------
    ShapeError
        If `n` is below 2.

    Examples
    --------
    >>> hashing_trick("good, good film", 50)
    [17, 17, 39]
    """
    if n < 2:
        raise ShapeError(f"hashing_trick: n={n}, expected at least 2: 0 is kept for padding.")
    if hash_function in (None, "md5"):
        hash_function = _md5
    if not callable(hash_function):
        raise DtypeError(
            f"hashing_trick: hash_function={hash_function!r}, expected a function or 'md5'."
        )
    words = text_to_word_sequence(text, filters=filters, lower=lower, split=split)
    return [hash_function(word) % (n - 1) + 1 for word in words]


@kinds(n="size", filters="characters", split="named")
def one_hot(text, n, filters=FILTERS, lower=True, split=" "):
    """Number the words of a text from 1 to ``n - 1`` by a hash.

    Keras' name for :func:`hashing_trick`. Keras took Python's ``hash``, which differs from
    process to process; this is MD5.

    Examples
    --------
    >>> one_hot("good, good film", 50)
    [17, 17, 39]
    """
    return hashing_trick(text, n, filters=filters, lower=lower, split=split)


def _md5(word):
    return int(hashlib.md5(word.encode("utf-8")).hexdigest(), 16)
