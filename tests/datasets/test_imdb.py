import gzip
import json
import pickle

import numpy as np
import pytest

from tests.datasets.keras_values import KERAS, LABELS, TEXTS, as_lists
from theanornn import generations
from theanornn.datasets import cache, imdb
from theanornn.errors import DataError, ShapeError

TRAIN = ([[1, 2, 3], [4], [5, 6], [1, 1, 1, 1]], [1, 0, 1, 0])
TEST = ([[7, 8], [9, 1, 2]], [0, 1])


@pytest.fixture(autouse=True)
def folder(keras_folder):
    return keras_folder


def write_npz(path):
    def lists(values):
        array = np.empty(len(values), dtype=object)
        array[:] = values
        return array

    np.savez(
        path,
        x_train=lists(TRAIN[0]),
        y_train=np.array(TRAIN[1]),
        x_test=lists(TEST[0]),
        y_test=np.array(TEST[1]),
    )


def write_pickle(path):
    with open(path, "wb") as file:
        pickle.dump((TRAIN, TEST), file, protocol=2)


def write_gz(path):
    with gzip.open(path, "wb") as file:
        pickle.dump((TRAIN, TEST), file, protocol=2)


def plain(**arguments):
    """As in the file: no shuffling, no added ids."""
    defaults = {"seed": None, "start_char": None, "oov_char": None, "index_from": 0}
    (x_train, y_train), (x_test, y_test) = imdb.load_data(**{**defaults, **arguments})
    return (list(x_train), list(y_train)), (list(x_test), list(y_test))


@pytest.mark.parametrize("name, write", [("imdb.npz", write_npz), ("imdb_full.pkl", write_pickle)])
def test_reads_what_keras_left(keras_folder, name, write):
    write(keras_folder / name)
    assert plain() == plain(path=name) == (TRAIN, TEST)


def test_reads_a_file_by_its_path(tmp_path):
    write_gz(tmp_path / "imdb_full.pkl.gz")
    assert plain(path=str(tmp_path / "imdb_full.pkl.gz")) == (TRAIN, TEST)


def test_defaults_are_those_of_keras(keras_folder):
    write_npz(keras_folder / "imdb.npz")
    (x_train, y_train), (x_test, y_test) = imdb.load_data()
    # numpy.random.RandomState(113).shuffle of four, then of two
    rng = np.random.RandomState(113)
    order, test_order = np.arange(4), np.arange(2)
    rng.shuffle(order)
    rng.shuffle(test_order)
    assert list(x_train) == [[1, *(word + 3 for word in TRAIN[0][at])] for at in order]
    assert list(y_train) == [TRAIN[1][at] for at in order]
    assert list(x_test) == [[1, *(word + 3 for word in TEST[0][at])] for at in test_order]
    assert x_train.dtype == object and y_train.dtype == "int64"


@pytest.mark.parametrize("name", ["num_words", "nb_words"])
def test_rare_and_frequent_words_are_left_out(keras_folder, name):
    write_npz(keras_folder / "imdb.npz")
    (x_train, _), (x_test, _) = plain(**{name: 5, "skip_top": 2})
    assert x_train == [[2, 3], [4], [], []] and x_test == [[], [2]]
    (x_train, _), (x_test, _) = plain(**{name: 5, "skip_top": 2, "oov_char": 0})
    assert x_train == [[0, 2, 3], [4], [0, 0], [0] * 4] and x_test == [[0, 0], [0, 0, 2]]


def test_maxlen_keeps_each_part_apart(keras_folder):
    write_npz(keras_folder / "imdb.npz")
    (x_train, y_train), (x_test, y_test) = plain(maxlen=3)
    assert x_train == [[4], [5, 6]] and y_train == [0, 1]
    assert x_test == [[7, 8]] and y_test == [0]
    with pytest.raises(DataError, match="maxlen=1"):
        imdb.load_data(maxlen=1)


def test_test_split_as_in_keras_0(keras_folder):
    write_npz(keras_folder / "imdb.npz")
    (x_train, _), (x_test, y_test) = plain(test_split=0.5)
    assert len(x_train) == 3 and x_test == [[1, 1, 1, 1], [7, 8], [9, 1, 2]]
    assert y_test == [0, 0, 1]
    with pytest.raises(ShapeError, match="test_split=1.5"):
        imdb.load_data(test_split=1.5)


def test_num_words_under_both_names_is_refused():
    with pytest.raises(ShapeError, match="num_words=3 and nb_words=4"):
        imdb.load_data(num_words=3, nb_words=4)


def test_without_file_and_network_it_says_what_to_do(keras_folder):
    with pytest.raises(cache.FetchError, match="imdb.npz.*put the file into"):
        imdb.load_data()
    with pytest.raises(cache.FetchError, match="no file other.npz"):
        imdb.load_data(path="other.npz")


def test_files_with_something_else(keras_folder, tmp_path):
    np.savez(keras_folder / "imdb.npz", x=np.zeros(2))
    with pytest.raises(DataError, match=r"holds \['x'\], expected the arrays x_train"):
        imdb.load_data()
    with open(tmp_path / "other.pkl", "wb") as file:
        pickle.dump([1, 2, 3], file)
    with pytest.raises(DataError, match="does not hold"):
        imdb.load_data(path=tmp_path / "other.pkl")


def test_word_index(keras_folder):
    (keras_folder / "imdb_word_index.json").write_text(json.dumps({"the": 1}))
    assert imdb.get_word_index() == {"the": 1}
    with open(keras_folder / "imdb_word_index.pkl", "wb") as file:
        pickle.dump({"a": 2}, file)
    assert imdb.get_word_index("imdb_word_index.pkl") == {"a": 2}
    (keras_folder / "imdb_word_index.json").write_text("nonsense")
    with pytest.raises(DataError, match="does not hold a word index"):
        imdb.get_word_index()


@pytest.mark.parametrize("file_of", [1, 2])
@pytest.mark.parametrize(
    "generation, options, expected",
    [(generation, *case) for generation in (1, 2) for case in KERAS[generation]["imdb"]],
)
def test_as_keras(generation, options, expected, file_of, keras_folder, lists, monkeypatch):
    monkeypatch.setattr(generations, "default", generation)
    train, test = (TEXTS[:8], LABELS[:8]), (TEXTS[8:], LABELS[8:])
    if file_of == 1:
        with open(keras_folder / "imdb_full.pkl", "wb") as file:
            pickle.dump((train, test), file, protocol=2)
    else:
        arrays = {
            "x_train": lists(train[0]),
            "y_train": np.array(train[1]),
            "x_test": lists(test[0]),
            "y_test": np.array(test[1]),
        }
        np.savez(keras_folder / "imdb.npz", **arrays)
    got = as_lists(imdb.load_data(**options))
    if generation == 2 and file_of == 1:
        # The order is that of the file's Keras.
        assert got[:2] == expected[:2] and got[2:] != expected[2:]
    else:
        assert got == expected
