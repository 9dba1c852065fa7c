"""Texts split into words, and words hashed."""

import subprocess
import sys

import pytest

from tests.preprocessing.keras_values import KERAS
from theanornn.errors import DtypeError, ShapeError
from theanornn.preprocessing.words import (
    base_filter,
    hashing_trick,
    one_hot,
    text_to_word_sequence,
)


@pytest.mark.parametrize(
    "text, arguments, words",
    [
        ("It's good, isn't it?", {}, ["it's", "good", "isn't", "it"]),
        ("Good Film", {"lower": False}, ["Good", "Film"]),
        ("a-b c", {"filters": ""}, ["a-b", "c"]),
        ("a,b!,c", {"filters": "!", "split": ","}, ["a", "b", "c"]),
        ("été\tNAÏVE\n", {}, ["été", "naïve"]),
        ("  ", {}, []),
    ],
)
def test_text_to_word_sequence(text, arguments, words):
    assert text_to_word_sequence(text, **arguments) == words


def test_bytes_are_refused():
    with pytest.raises(DtypeError, match="decode"):
        text_to_word_sequence(b"film")


def test_one_hot_stays_within_its_range():
    ids = one_hot(" ".join(map(str, range(1000))), 10)
    assert set(ids) == set(range(1, 10))


def test_one_hot_is_the_same_in_every_process():
    program = "from theanornn.preprocessing.text import one_hot; print(one_hot('a good film', 99))"
    other = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True
    )
    assert other.stdout.strip() == str(one_hot("a good film", 99))


def test_hashing_trick_takes_a_function_and_refuses_a_tiny_space():
    assert hashing_trick("a bb ccc", 3, hash_function=len) == [2, 1, 2]
    with pytest.raises(ShapeError, match="n=1"):
        hashing_trick("a", 1)


@pytest.mark.parametrize("options, expected", KERAS[2]["words"])
def test_words_as_keras_splits_them(options, expected):
    """Of both generations: they agree."""
    assert KERAS[1]["words"] == KERAS[2]["words"]
    assert text_to_word_sequence("a film,a cast - a\tgood film I'm", **options) == expected


@pytest.mark.parametrize("text, n, expected", KERAS[2]["md5"])
def test_md5_as_in_keras(text, n, expected):
    assert hashing_trick(text, n, "md5") == hashing_trick(text, n) == expected


def test_base_filter_keeps_the_apostrophe():
    assert "'" not in base_filter() and "!" in base_filter()
