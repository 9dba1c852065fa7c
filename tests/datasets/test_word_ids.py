"""Ids changed and left out."""

import pytest

from theanornn.datasets.word_ids import prepared
from theanornn.errors import DataError


@pytest.mark.parametrize(
    "options, expected",
    [
        ({}, [[4, 5], [6]]),
        ({"start_char": 1}, [[1, 4, 5], [1, 6]]),
        ({"num_words": 6, "oov_char": 2}, [[4, 5], [2]]),
        ({"skip_top": 5}, [[5], [6]]),
        ({"maxlen": 2}, [[6]]),
    ],
)
def test_prepared(options, expected):
    defaults = {
        "seed": None,
        "num_words": None,
        "skip_top": 0,
        "maxlen": None,
        "start_char": None,
        "oov_char": None,
        "index_from": 3,
    }
    x, y = prepared("me", [[1, 2], [3]], [0, 1], **{**defaults, **options})
    assert x.tolist() == expected and y.tolist() == [0, 1][-len(expected) :]
    with pytest.raises(DataError, match="me: maxlen=1 leaves no text"):
        prepared("me", [[1, 2], [3]], [0, 1], **{**defaults, "maxlen": 1})
