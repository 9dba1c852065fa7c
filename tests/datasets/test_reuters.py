"""Newswires, against those of real Keras."""

import json
import pickle

import numpy as np
import pytest

from tests.datasets.keras_values import KERAS, LABELS, TEXTS, as_lists
from theanornn.datasets import cache, reuters
from theanornn.errors import DataError, ShapeError


@pytest.fixture(autouse=True)
def folder(keras_folder):
    return keras_folder


@pytest.fixture
def write(folder, lists):
    def npz():
        np.savez(folder / "reuters.npz", x=lists(TEXTS), y=np.array(LABELS))

    def pkl():
        with open(folder / "reuters.pkl", "wb") as file:
            pickle.dump((TEXTS, LABELS), file, protocol=2)

    return {1: pkl, 2: npz}


@pytest.mark.parametrize(
    "generation, options, expected",
    [(generation, *case) for generation in (1, 2) for case in KERAS[generation]["reuters"]],
)
def test_as_keras(generation, options, expected, write):
    write[generation]()
    parts = reuters.load_data(**options)
    assert as_lists(parts) == expected
    assert parts[0][0].dtype == object and parts[1][1].dtype == "int64"


def test_no_test_part(write):
    write[2]()
    (x, _), (x_test, y_test) = reuters.load_data(test_split=0)
    assert len(x) == 13 and len(x_test) == len(y_test) == 0


def test_wrong_arguments(write):
    write[2]()
    with pytest.raises(ShapeError, match="reuters.load_data: test_split=1, expected a share"):
        reuters.load_data(test_split=1)
    with pytest.raises(ShapeError, match="num_words=3 and nb_words=4"):
        reuters.load_data(num_words=3, nb_words=4)
    with pytest.raises(DataError, match="reuters.load_data: maxlen=1 leaves no text"):
        reuters.load_data(maxlen=1)


def test_without_file_and_network_it_says_where_to_put_it(folder):
    with pytest.raises(
        cache.FetchError, match="reuters: reuters.npz is not in the cache"
    ) as caught:
        reuters.load_data()
    assert f"A file at {folder / 'reuters.npz'} is taken too." in str(caught.value)


@pytest.mark.parametrize("content", [7, (1, 2, 3), ([[1]], [1, 2])])
def test_files_with_something_else(folder, content):
    with open(folder / "reuters.pkl", "wb") as file:
        pickle.dump(content, file)
    with pytest.raises(DataError, match="does not hold|holds 1 texts and 2 labels"):
        reuters.load_data()


def test_word_index(folder):
    (folder / "reuters_word_index.json").write_text(json.dumps({"the": 1}))
    assert reuters.get_word_index() == {"the": 1}
