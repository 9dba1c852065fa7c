"""ModelCheckpoint: which epochs are written, and under which names."""

import pytest

from tests.callbacks.fakes import KERAS, cases, epochs
from theanornn import generations
from theanornn.callbacks import Logs, ModelCheckpoint


class Model:
    """Writes down which method was called."""

    def save(self, path):
        open(path, "w").write("model")

    def save_weights(self, path):
        open(path, "w").write("weights")


def run(folder, name, values, monitored="val_loss", **options):
    callback = ModelCheckpoint(folder / name, **options)
    callback.set_model(Model())
    callback.on_train_begin()
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, Logs({monitored: value, "loss": 9.0}))
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_every_epoch(tmp_path):
    written = run(tmp_path, "{epoch:02d}-{val_loss:.1f}", [0.5, 0.25])
    assert written == ["01-0.5", "02-0.2"]


def test_other_names_of_a_metric(tmp_path):
    written = run(tmp_path, "{epoch}-{val_acc:.1f}", [0.5], monitored="val_accuracy")
    assert written == ["1-0.5"]


@pytest.mark.parametrize(
    "values, options, epochs",
    [
        ([3, 2, 5, 1], {}, "124"),
        ([0.1, 0.3, 0.2], {"mode": "max"}, "12"),
        ([3, float("nan")], {}, "1"),
    ],
)
def test_the_best_only(tmp_path, values, options, epochs):
    written = run(tmp_path, "{epoch}", values, save_best_only=True, **options)
    assert written == list(epochs)


def test_period(tmp_path):
    assert run(tmp_path, "{epoch}", [1, 1, 1, 1, 1], period=2) == ["2", "4"]


def test_period_is_the_time_between_looks(tmp_path):
    values = [1, 2, 3, 0.5, 0.4]
    assert run(tmp_path, "{epoch}", values, period=2, save_best_only=True) == ["2", "4"]


@pytest.mark.parametrize("only, content", [(False, "model"), (True, "weights")])
def test_model_or_weights(tmp_path, only, content):
    run(tmp_path, "file", [1], save_weights_only=only)
    assert (tmp_path / "file").read_text() == content


def test_folders_are_made(tmp_path):
    assert run(tmp_path, "a/b/file", [1]) == ["file"]


def test_verbose(tmp_path, capsys):
    run(tmp_path, "file", [1], verbose=1)
    assert capsys.readouterr().out == f"Epoch 1: saved {tmp_path / 'file'}\n"


def test_the_best_of_what_is_not_measured_is_warned_of(tmp_path):
    with pytest.warns(UserWarning, match="val_loss.*validation_data"):
        written = run(tmp_path, "file", [1], monitored="acc", save_best_only=True)
    assert written == []


@pytest.mark.parametrize("generation, options, expected", cases("check"))
def test_saves_what_keras_does(generation, options, expected, monkeypatch):
    monkeypatch.setattr(generations, "default", generation)
    options = dict(options)
    callback = ModelCheckpoint(options.pop("name", "{epoch}"), **options)
    (*_, model) = epochs(callback, KERAS["values"])
    assert model.files == expected
