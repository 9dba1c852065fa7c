"""Writing Keras' files: several at once."""

import h5py

from theanornn.layers import Dense
from theanornn.models import Sequential
from theanornn.serialization.hdf5 import writing


def test_two_threads_may_write_at_once(tmp_path, monkeypatch):
    contents = writing.contents_of(Sequential([Dense(2, input_dim=3, name="only")]))
    fill = writing._fill

    def fill_while_another_is_written(file, given):
        monkeypatch.setattr(writing, "_fill", fill)
        writing.write(tmp_path / "second.h5", contents)
        fill(file, given)

    monkeypatch.setattr(writing, "_fill", fill_while_another_is_written)
    writing.write(tmp_path / "first.h5", contents)
    for name in ("first.h5", "second.h5"):
        with h5py.File(tmp_path / name, "r") as file:
            assert list(file["model_weights"]) == ["only"]
