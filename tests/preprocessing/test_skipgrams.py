"""Pairs of words, against those of real Keras with the same seed."""

import random

import numpy as np
import pytest

from tests.preprocessing.keras_values import KERAS
from theanornn.errors import ShapeError
from theanornn.preprocessing.skipgrams import make_sampling_table, skipgrams

SEQUENCE = [3, 0, 1, 2, 7, 0, 0, 5, 1]


@pytest.mark.parametrize("options, expected", KERAS[2]["sampling_table"])
def test_sampling_table(options, expected):
    """Of both generations: they agree."""
    assert KERAS[1]["sampling_table"] == KERAS[2]["sampling_table"]
    np.testing.assert_allclose(make_sampling_table(**options), expected, rtol=1e-14)


@pytest.fixture
def same_random():
    state = random.getstate()
    random.seed(7)
    yield
    random.setstate(state)


@pytest.mark.parametrize(
    "options, couples, labels, following", KERAS[1]["skipgrams"] + KERAS[2]["skipgrams"]
)
def test_the_pairs_of_keras(options, couples, labels, following, same_random):
    if "seed" in options:
        random.seed(1)
    assert skipgrams(SEQUENCE, **options) == (couples, labels)
    if following is not None:
        assert random.random() == following


def test_arrays(same_random):
    got = skipgrams(np.array([1, 2]), 3, window_size=1, negative_samples=0, shuffle=False)
    assert got == ([[1, 2], [2, 1]], [1, 1])


def test_no_words():
    assert skipgrams([0, 0], 3) == skipgrams([], 3) == ([], [])


def test_an_id_outside_of_the_vocabulary():
    with pytest.raises(ShapeError, match="holds 5, expected ids from 0 to vocabulary_size - 1 = 4"):
        skipgrams([1, 5], 5)
