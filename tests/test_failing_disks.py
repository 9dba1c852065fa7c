"""Full disks, folders that cannot be written to, files that are deleted while they are written."""

import os
import shutil
import warnings

import numpy as np
import pytest

from tests.callbacks.tensorboard.test_callback import contents
from tests.failing_disks import full_disk, read_only_folder
from theanornn import Sequential, callbacks
from theanornn.callbacks import LambdaCallback
from theanornn.errors import DataError
from theanornn.finiteness.reports import save_batch
from theanornn.functions import Graph
from theanornn.layers import Dense
from theanornn.models import load_model
from theanornn.serialization import LoopCheckpoint

X = np.arange(16.0).reshape(8, 2) / 16
Y = X[:, 0]


@pytest.fixture
def model():
    return new_model()


def new_model():
    model = Sequential([Dense(3, input_dim=2, name="a"), Dense(1, name="b")], seed=1)
    model.compile("adam", "mse")
    return model


WRITERS = {
    "model.safetensors": lambda model, path: model.save(path),
    "model.h5": lambda model, path: model.save(path),
    "weights": lambda model, path: model.save_weights(path),
    "weights.h5": lambda model, path: model.save_weights(path),
    "predictor.npz": lambda model, path: model.to_numpy().save(path),
    "predictor.safetensors": lambda model, path: model.to_numpy().save(path),
}


@pytest.mark.parametrize("name", WRITERS)
def test_saving_fails_whole_and_says_where(name, model, tmp_path):
    path, open_files = tmp_path / name, len(os.listdir("/proc/self/fd"))
    WRITERS[name](model, path)
    before = path.read_bytes()
    with full_disk(), pytest.raises(OSError, match=name):
        WRITERS[name](model, path)
    assert path.read_bytes() == before and os.listdir(tmp_path) == [name]
    with read_only_folder([name]) as folder:
        with pytest.raises(PermissionError, match=name):
            WRITERS[name](model, os.path.join(folder, name))
        assert os.listdir(folder) == [name]
    assert len(os.listdir("/proc/self/fd")) == open_files


def fit(model, *listed, epochs=4, **options):
    options = {"batch_size": 4, "shuffle": False, "verbose": 0, "epochs": epochs, **options}
    return model.fit(X, Y, callbacks=list(listed), **options)


def in_epochs(first, last, block):
    """A callback that enters a block at the beginning of an epoch and leaves it after another."""
    entered = []

    def begin(epoch, logs):
        if epoch == first:
            entered.append(block())
            entered[0].__enter__()

    def end(epoch, logs):
        if epoch == last:
            entered[0].__exit__(None, None, None)

    return LambdaCallback(on_epoch_begin=begin, on_epoch_end=end)


def test_what_is_logged_while_the_disk_is_full_is_written_later(tmp_path):
    for folder in ("undisturbed", "disturbed"):
        listed = [
            callbacks.CSVLogger(tmp_path / folder / "table.csv"),
            callbacks.TensorBoard(tmp_path / folder / "logs", update_freq="batch"),
        ]
        if folder == "undisturbed":
            fit(new_model(), *listed)
            continue
        with pytest.warns(UserWarning, match="could not be written to: File too large") as told:
            fit(new_model(), *listed, in_epochs(1, 2, full_disk))
        assert len(told) == 2  # once for each file
    tables = [tmp_path / f / "table.csv" for f in ("undisturbed", "disturbed")]
    assert tables[0].read_bytes() == tables[1].read_bytes()
    logs = [[e[9:] for e in contents(table.with_name("logs"))] for table in tables]
    assert logs[0] == logs[1] and len(logs[0]) > 8


def test_what_is_logged_to_a_disk_that_stays_full_is_lost_whole(model, tmp_path):
    table = tmp_path / "table.csv"
    block = full_disk()
    with pytest.warns(UserWarning, match="Training goes on"):
        try:
            fill = LambdaCallback(on_epoch_begin=lambda e, logs: e == 2 and block.__enter__())
            history = fit(model, callbacks.CSVLogger(table), fill)
        finally:
            block.__exit__(None, None, None)
    assert history.epoch == [0, 1, 2, 3]
    assert [line[:1] for line in table.read_text().splitlines()] == ["e", "0", "1"]


def test_a_table_that_is_deleted_begins_anew(model, tmp_path):
    table = tmp_path / "folder" / "table.csv"
    delete = LambdaCallback(on_epoch_begin=lambda e, logs: e == 2 and shutil.rmtree(table.parent))
    with pytest.warns(UserWarning, match="was deleted while it was written"):
        fit(model, callbacks.CSVLogger(table), delete)
    assert [line[:1] for line in table.read_text().splitlines()] == ["e", "2", "3"]


def test_the_best_model_of_those_that_could_be_written(model, tmp_path):
    best = callbacks.ModelCheckpoint(tmp_path / "best", monitor="loss", save_best_only=True)
    weights = []
    keep = LambdaCallback(on_epoch_end=lambda e, logs: weights.append(model.get_weights()))
    with pytest.warns(UserWarning, match="best could not be written: File too large. Training"):
        fit(model, best, keep, in_epochs(1, 3, full_disk))
    for one, other in zip(load_model(tmp_path / "best").get_weights(), weights[0]):
        np.testing.assert_array_equal(one, other)
    fit(model, best, keep, epochs=1)  # better than what is on disk, so that it is written
    for one, other in zip(load_model(tmp_path / "best").get_weights(), weights[-1]):
        np.testing.assert_array_equal(one, other)
    assert os.listdir(tmp_path) == ["best"]


@pytest.mark.parametrize("kind", ["ModelCheckpoint", "CSVLogger", "TensorBoard"])
def test_a_place_where_nothing_can_be_written_is_told_at_once(kind, model):
    with read_only_folder() as folder:
        callback = getattr(callbacks, kind)(os.path.join(folder, "made", "here"))
        with pytest.raises(PermissionError, match="made"):
            fit(model, callback)
        assert os.listdir(folder) == []


def test_checkpoints_on_a_full_disk_and_in_a_folder_that_is_read_only(tmp_path):
    run = tmp_path / "run"
    alone = new_model()
    fit(alone)
    with full_disk(), pytest.raises(DataError, match=f"{run}: File too large; make room"):
        fit(new_model(), checkpoint=run)
    broken = new_model()
    with pytest.warns(UserWarning, match="File too large. Training goes on"):
        fit(broken, in_epochs(1, 2, full_disk), epochs=3, checkpoint=run)
    assert all(name.endswith(".safetensors") or name == "lock" for name in os.listdir(run))
    with pytest.warns(UserWarning, match="File too large"):  # as if it had been killed there
        shutil.rmtree(run)
        fit(new_model(), in_epochs(2, 3, full_disk), checkpoint=run)
    again = new_model()
    fit(again, LambdaCallback(), checkpoint=run)
    for one, other in zip(again.get_weights(), alone.get_weights()):
        np.testing.assert_array_equal(one, other)
    with read_only_folder() as folder:
        for place in (folder, os.path.join(folder, "run")):
            with pytest.raises(DataError, match="Permission denied; make room or pass another"):
                fit(new_model(), checkpoint=place)
            with pytest.raises(DataError, match="Permission denied"):
                with LoopCheckpoint(place, alone.trained_weights):
                    pass


def test_a_bad_batch_is_saved_whole_or_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    graph = Graph([], [], [])
    with full_disk():
        assert save_batch(graph, [], "bad", "so it was") is None
    assert os.listdir(tmp_path) == []
    first = save_batch(graph, [], "bad", "so it was")
    assert save_batch(graph, [], "bad", "so it was") == first  # of a training that goes on
    assert save_batch(graph, [], "bad", "and so") == str(tmp_path / "bad-2.npz")


def test_nothing_is_left_to_warn_of(model, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fit(model, callbacks.CSVLogger(tmp_path / "a"), callbacks.TensorBoard(tmp_path / "b"))
