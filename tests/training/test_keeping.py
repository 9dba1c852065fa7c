"""fit(checkpoint=...): broken off anywhere, it ends with the bits of a training that was not."""

import os
import random
import signal

import numpy as np
import pytest

from tests.callbacks.tensorboard.test_callback import contents
from theanornn import Sequential, callbacks
from theanornn.callbacks import Callback, Checkpoint
from theanornn.checkpointing import files
from theanornn.checkpointing.folder import Folder
from theanornn.errors import DataError
from theanornn.layers import LSTM, BatchNormalization, Dense, Dropout

X = np.random.default_rng(0).normal(size=(20, 3))
Y = X.sum(1)


class Died(Exception):
    """Stands for SIGKILL: nothing that the program does afterwards matters."""


def dying(after, how=None, then=None):
    """A callback after so many batches of this process of which something happens, then death."""

    def die():
        raise Died

    seen, how = [], how or die

    def count(batch, logs):
        seen.append(batch)
        if len(seen) == after:
            how()
        if len(seen) == then:
            die()

    return callbacks.LambdaCallback(on_batch_end=count)


class Own(Callback):
    """Draws from the global generators, and counts."""

    def __init__(self):
        self.drawn = []

    def on_batch_end(self, batch, logs=None):
        self.drawn.append((float(np.random.rand()), random.random()))

    def on_epoch_begin(self, epoch, logs=None):
        self.model.optimizer.lr = self.model.optimizer.lr.get_value() * 0.9


def listed(folder):
    return [
        callbacks.ReduceLROnPlateau(patience=1, factor=0.5),
        callbacks.EarlyStopping(patience=3, restore_best_weights=True),
        callbacks.CSVLogger(folder / "table.csv"),
        callbacks.ModelCheckpoint(folder / "best", save_best_only=True, save_weights_only=True),
        callbacks.ModelCheckpoint(folder / "{epoch}", save_weights_only=True, period=2),
        callbacks.TensorBoard(folder / "logs", update_freq="batch", histogram_freq=1),
        Own(),
    ]


def small(seed=3):
    model = Sequential(
        [
            Dense(3, activation="tanh", input_dim=3, name="first"),
            BatchNormalization(name="normal"),
            Dropout(0.5, name="dropped"),
            Dense(1, name="last"),
        ],
        seed=seed,
    )
    model.compile("adam", "mse", metrics=["mae"])
    return model


def train(folder, *more, checkpoint="run", build=small, **options):
    """What a program does when it is started: everything anew."""
    np.random.seed(7)
    random.seed(7)
    folder.mkdir(exist_ok=True)
    model, own = build(), listed(folder)
    options = {
        "epochs": 4,
        "batch_size": 4,
        "validation_split": 0.2,
        "verbose": 0,
        "callbacks": [*own, *more],
        **options,
    }
    if checkpoint is not None:
        options["checkpoint"] = Checkpoint(folder / checkpoint, batches=1)
    data = () if "x" in options else (X, Y)
    history = model.fit(*data, **options)
    return model, history, own


def left(folder, model, history, own):
    """All that a training leaves, exactly."""
    return {
        "weights": [each.tobytes() for each in model.get_weights()],
        "optimizer": [each.tobytes() for each in model.optimizer.get_weights()],
        "rate": float(model.optimizer.lr.get_value()),
        "history": history.history,
        "epochs": history.epoch,
        "drawn": own[-1].drawn,
        "best": own[0].best,
        "table": (folder / "table.csv").read_text(),
        "files": {
            name: [each for _, named in _read(folder / name) for each in named]
            for name in ("best", "2", "4")
        },
        # The times of the events alone may differ.
        "events": [event[9:] for event in contents(folder / "logs")],
        "global": (np.random.rand(), random.random()),
        "shuffler": model.shuffler.random(),
        "streams": [each.tolist() for each in model.get_random_state()["streams"]],
    }


def _read(path):
    from theanornn.serialization import native

    return [(n, [a.tobytes() for a in named.values()]) for n, named in native.read(path).layers]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    return left(folder, *train(folder, checkpoint=None))


def test_it_dies_and_goes_on_and_dies(tmp_path, whole):
    # In the first epoch, at the end of one, with one batch in a process, in the last epoch.
    for after in (2, 3, 1, 4, 3):
        with pytest.raises(Died):
            train(tmp_path, dying(after))
    done = train(tmp_path, dying(99))
    assert left(tmp_path, *done) == whole
    # And once more: nothing is left to do, nothing is touched.
    table = (tmp_path / "table.csv").stat().st_mtime_ns
    assert left(tmp_path, *train(tmp_path, dying(1))) == whole
    assert (tmp_path / "table.csv").stat().st_mtime_ns == table
    assert len(Folder(tmp_path / "run").numbers()) == 3


def test_only_at_ends_of_epochs(tmp_path, whole):
    run = Checkpoint(tmp_path / "run", seconds=None, keep=1)
    with pytest.raises(Died):
        train(tmp_path, dying(11), run, checkpoint=None)
    with Folder(tmp_path / "run") as folder:
        state = folder.newest()
        assert (state["epoch"], state["done"]) == (2, 0) and len(folder.numbers()) == 1
    done = train(tmp_path, dying(99), run, checkpoint=None)
    assert left(tmp_path, *done) == whole


def test_validation_that_dies(tmp_path, whole):
    def die(batch, logs):
        raise Died

    with pytest.raises(Died):
        train(tmp_path, _on_test(2, die))
    assert left(tmp_path, *train(tmp_path, _on_test(99, die))) == whole


def _on_test(after, what):
    seen = []

    def count(batch, logs):
        seen.append(batch)
        if len(seen) == after:
            what(batch, logs)

    callback = dying(99)
    callback.on_test_batch_end = count
    return callback


@pytest.mark.skipif(not hasattr(signal, "SIGUSR1"), reason="Windows has no such signals")
def test_signals(tmp_path, whole, capsys):
    def send(number):
        return lambda *_: os.kill(os.getpid(), number)

    run = Checkpoint(tmp_path / "run", seconds=None)

    def started(*more):
        return train(tmp_path, run, *more, checkpoint=None)

    # Ctrl-C: fit returns; the epoch that it broke off is not in the history.
    assert started(dying(6, send(signal.SIGINT)))[1].epoch == [0]
    error = capsys.readouterr().err
    assert f"in epoch 2 of 4, after batch 2. It was saved in {run.path}: the same call" in error
    # SIGTERM: the program ends.
    with pytest.raises(SystemExit) as caught:
        started(dying(1, send(signal.SIGTERM)))
    assert caught.value.code == 143
    # In a validation, too.
    with pytest.raises(SystemExit):
        started(_on_test(1, send(signal.SIGTERM)))
    with Folder(run.path) as folder:
        assert (folder.newest()["epoch"], folder.newest()["done"]) == (1, 4)
    # SIGUSR1: it goes on, with a checkpoint.
    with pytest.raises(Died):
        started(dying(1, send(signal.SIGUSR1), then=3))
    with Folder(run.path) as folder:
        assert (folder.newest()["epoch"], folder.newest()["done"]) == (2, 1)
    assert left(tmp_path, *started(dying(99))) == whole
    assert [signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGUSR1)] == [signal.SIG_DFL] * 2


def test_early_stopping_and_more_epochs(tmp_path, capsys):
    first = train(tmp_path, epochs=2)
    more = train(tmp_path, epochs=3, verbose=2)
    assert "going on in epoch 3 of 3, after batch 0, from" in capsys.readouterr().err
    train(tmp_path, epochs=3, verbose=2)
    assert "holds this training, which is through" in capsys.readouterr().err
    assert more[1].epoch == [0, 1, 2] and first[1].epoch == [0, 1]
    assert train(tmp_path, epochs=1)[1].epoch == [0, 1, 2]  # it was beyond that
    stop = callbacks.EarlyStopping("loss", patience=1, baseline=0.0)
    ended = tmp_path / "ended"
    assert train(ended, stop)[1].epoch == [0]
    assert train(ended, callbacks.EarlyStopping("loss", patience=1, baseline=0.0))[1].epoch == [0]


def test_states_of_stateful_layers(tmp_path):
    def stateful():
        model = Sequential([LSTM(2, stateful=True, batch_input_shape=(4, 2, 3)), Dense(1)], seed=3)
        model.compile("sgd", "mse")
        return model

    x = np.random.default_rng(1).normal(size=(12, 2, 3))
    data = {"x": x, "y": x[:, 0, 0], "epochs": 2, "shuffle": False, "validation_split": 0}
    data["validation_data"] = (x[:4], x[:4, 0, 0])
    expected = train(tmp_path / "whole", checkpoint=None, build=stateful, **data)[0]
    for after in (2, 2):
        with pytest.raises(Died):
            train(tmp_path / "a", dying(after), build=stateful, **data)
    found = train(tmp_path / "a", dying(99), build=stateful, **data)[0]
    for one, other in zip(expected.get_weights(), found.get_weights()):
        np.testing.assert_array_equal(one, other)
    for one, other in zip(expected.layers[0].states, found.layers[0].states):
        np.testing.assert_array_equal(one.get_value(), other.get_value())


def unlike(**options):
    def build():
        model = Sequential([Dense(options.pop("units", 3), input_dim=3), Dense(1)], seed=3)
        model.compile(options.pop("optimizer", "adam"), options.pop("loss", "mse"))
        return model

    return build


@pytest.mark.parametrize(
    "options, message",
    [
        ({"batch_size": 5}, "fit.batch_size was 4, is 5"),
        ({"y": Y + 1e-9}, "data.training.y was 'float64"),
        ({"shuffle": False}, "fit.shuffle was True, is False"),
        ({"build": unlike(units=4)}, r"model.weights.0 was 'Dense/W float64 \(3, 3\)', is"),
        ({"build": unlike(loss="mae")}, "model.compiled.loss was"),
        ({"build": unlike(optimizer="sgd")}, "optimizer.class was 'Adam', is 'SGD'"),
        ({"callbacks": []}, "callbacks.0.class was 'EarlyStopping', is 'nothing'"),
    ],
)
def test_another_training_is_refused(tmp_path, options, message):
    def run(build=None, **changed):
        options = {"batch_size": 4, "verbose": 0, "callbacks": [callbacks.EarlyStopping("loss")]}
        options.update({"x": X, "y": Y, "checkpoint": tmp_path, **changed})
        model = (build or unlike())()
        before = model.get_weights()
        try:
            return model.fit(**options)
        except DataError:
            for one, other in zip(before, model.get_weights()):
                np.testing.assert_array_equal(one, other)
            raise

    run()
    there = {each: (tmp_path / each).stat().st_mtime_ns for each in os.listdir(tmp_path)}
    with pytest.raises(DataError, match=message):
        run(**options)
    del there["lock"]
    assert all((tmp_path / each).stat().st_mtime_ns == time for each, time in there.items())


def test_what_is_refused_at_once(tmp_path):
    model = small()
    (tmp_path / "file").write_text("x")
    before = model.get_weights()[0]
    with pytest.raises(DataError, match="cannot be written to"):
        model.fit(X, Y, verbose=0, checkpoint=tmp_path / "file")
    with Folder(tmp_path / "loop") as folder:
        folder.write(files.to_bytes({"kind": "loop"}))
    with pytest.raises(DataError, match="something else than fit"):
        model.fit(X, Y, verbose=0, checkpoint=tmp_path / "loop")
    assert np.array_equal(model.get_weights()[0], before)


def test_a_disk_that_gets_full_does_not_end_the_training(tmp_path, monkeypatch, whole):
    def full(*arguments):
        raise OSError(28, "No space left on device")

    def fill():
        monkeypatch.setattr("theanornn.serialization.atomic._sync", full)

    # ModelCheckpoint, which writes the same way, is left out.
    run = tmp_path / "run"
    with pytest.warns(UserWarning, match="No space left on device. Training goes on"):
        history = small().fit(
            X, Y, epochs=2, batch_size=4, verbose=0, checkpoint=run, callbacks=[dying(2, fill)]
        )
    assert history.epoch == [0, 1]
    monkeypatch.undo()
    with Folder(run) as folder:
        assert folder.newest()["epoch"] == 0 and folder.newest()["done"] == 0


def test_a_damaged_checkpoint_costs_one_interval(tmp_path, whole):
    with pytest.raises(Died):
        train(tmp_path, dying(6))
    newest = sorted((tmp_path / "run").glob("*.safetensors"))[-1]
    newest.write_bytes(newest.read_bytes()[:-5])
    with pytest.warns(UserWarning, match="is damaged"):
        done = train(tmp_path, dying(99))
    assert left(tmp_path, *done) == whole
