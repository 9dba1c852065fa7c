"""Where files of Keras' data sets are looked for, and how they are read."""

import gzip
import json
import pickle

import numpy as np
import pytest

from theanornn.datasets import cache, keras_files
from theanornn.errors import DataError


@pytest.fixture(autouse=True)
def folder(keras_folder):
    return keras_folder


def put(path, text="{}"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_path_counts_first(folder, tmp_path):
    put(folder / "own.npz")
    own = put(tmp_path / "own.npz")
    assert keras_files.find("it", own, ("own.npz",)) == own
    assert keras_files.find("it", "own.npz", ()) == folder / "own.npz"


def test_the_order_of_names_and_folders(folder):
    kept = put(cache.directory() / "a.pkl")
    assert keras_files.find("it", None, ("a.npz", "a.pkl")) == kept
    second = put(folder / "a.pkl")
    assert keras_files.find("it", None, ("a.npz", "a.pkl")) == second
    first = put(folder / "a.npz")
    assert keras_files.find("it", None, ("a.npz", "a.pkl")) == first


def test_what_can_be_fetched_is_taken_from_the_cache_by_its_digest_only(folder):
    put(cache.directory() / "imdb.npz")
    with pytest.warns(UserWarning, match="damaged"), pytest.raises(cache.FetchError) as failed:
        keras_files.find("imdb", None, ("imdb.npz",))
    assert f"A file at {folder / 'imdb.npz'} is taken too." in str(failed.value)
    assert failed.value.__suppress_context__  # all that is known is said


def test_what_cannot_be_fetched(folder):
    with pytest.raises(cache.FetchError, match="it: there is no file own.npz, neither here nor in"):
        keras_files.find("it", "own.npz", ())


def test_arrays(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.arange(3), y=np.ones(2))
    y, x = keras_files.read_arrays("it", tmp_path / "a.npz", ("y", "x"))
    assert (x.tolist(), y.tolist()) == ([0, 1, 2], [1, 1])
    with pytest.raises(DataError, match=r"it: .*a.npz holds \['x', 'y'\], expected the arrays z"):
        keras_files.read_arrays("it", tmp_path / "a.npz", ("z",))


@pytest.mark.parametrize(("name", "opened"), [("a.pkl", open), ("a.pkl.gz", gzip.open)])
def test_pickles(tmp_path, name, opened):
    with opened(tmp_path / name, "wb") as file:
        pickle.dump(([[1, 2]], [0]), file, protocol=2)
    assert keras_files.read_pickle(tmp_path / name) == ([[1, 2]], [0])


def test_word_indices(folder, tmp_path):
    put(folder / "index.json", json.dumps({"the": 1, "naïve": 2}))
    assert keras_files.read_word_index("it", "index.json") == {"the": 1, "naïve": 2}
    with open(tmp_path / "index.pkl", "wb") as file:
        pickle.dump({"the": 1}, file, protocol=2)
    assert keras_files.read_word_index("it", str(tmp_path / "index.pkl")) == {"the": 1}
    put(folder / "broken.json", "{")
    with pytest.raises(DataError, match="broken.json"):
        keras_files.read_word_index("it", "broken.json")
