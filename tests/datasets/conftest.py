"""Folders of data sets for tests, and small data in the form of Keras'."""

import numpy as np
import pytest

from theanornn.datasets import keras_files


@pytest.fixture
def keras_folder(tmp_path, monkeypatch):
    """Keras' folder with nothing in it, an empty cache, and no network."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("THEANORNN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(keras_files, "_ORIGIN", (tmp_path / "nowhere").as_uri() + "/")
    (tmp_path / "keras" / "datasets").mkdir(parents=True)
    return tmp_path / "keras" / "datasets"


@pytest.fixture
def lists():
    """Makes an object array of lists, as Keras' npz files hold."""

    def make(values):
        array = np.empty(len(values), dtype=object)
        array[:] = values
        return array

    return make
