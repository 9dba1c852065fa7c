"""EarlyStopping ends training when, and only when, it should."""

import types

import pytest

from tests.callbacks.fakes import KERAS, cases, epochs
from theanornn import generations
from theanornn.callbacks import EarlyStopping, Logs


class Model:
    """Weights that say which epoch they are of."""

    stop_training = False
    weights = None

    def get_weights(self):
        return self.weights

    def set_weights(self, weights):
        self.weights = weights


def run(values, name="val_loss", **options):
    """The number of epochs until stopped, or None, and the model."""
    callback, model = EarlyStopping(**options), Model()
    callback.set_model(model)
    callback.on_train_begin()
    stopped = None
    for epoch, value in enumerate(values):
        model.weights = [epoch]
        callback.on_epoch_end(epoch, Logs({name: value}))
        if model.stop_training:
            stopped = epoch + 1
            break
    callback.on_train_end()
    return stopped, model, callback


@pytest.mark.parametrize(
    "values, options, epochs",
    [
        ([3, 2, 1], {}, None),
        ([1, 2, 0], {}, 2),
        ([1, 2, 2, 0, 9], {"patience": 2}, 3),
        ([1, 2, 0, 1, 2], {"patience": 2}, 5),
        ([1, 0.95, 0.94], {"min_delta": 0.1}, 2),
        ([1, 0.95, 0.84], {"min_delta": -0.1, "patience": 2}, None),
        ([5, 4, 3], {"baseline": 2}, 1),
        ([1, float("nan")], {}, 2),
    ],
)
def test_when_it_stops(values, options, epochs):
    stopped, _, callback = run(values, **options)
    assert stopped == epochs
    assert callback.stopped_epoch == (0 if epochs is None else epochs - 1)


def test_a_metric_goes_up():
    assert run([0.5, 0.6, 0.6], name="val_accuracy", monitor="val_acc")[0] == 3


def test_best_weights_come_back():
    _, model, _ = run([2, 1, 3, 4], patience=2, restore_best_weights=True)
    assert model.weights == [1]


def test_weights_stay_when_it_did_not_stop():
    _, model, _ = run([2, 1, 3], patience=5, restore_best_weights=True)
    assert model.weights == [2]


def test_a_baseline_that_was_never_beaten_leaves_no_weights():
    _, model, _ = run([5], baseline=2, restore_best_weights=True)
    assert model.weights == [0]


def test_it_can_be_used_again():
    callback = EarlyStopping()
    for _ in range(2):
        model = types.SimpleNamespace(stop_training=False)
        callback.set_model(model)
        callback.on_train_begin()
        callback.on_epoch_end(0, {"val_loss": 1.0})
        assert not model.stop_training


def test_verbose(capsys):
    run([1, 2], verbose=1)
    assert capsys.readouterr().out == "Epoch 2: early stopping\n"


@pytest.mark.parametrize("generation, options, expected", cases("stop"))
def test_stops_as_keras_does(generation, options, expected, monkeypatch):
    monkeypatch.setattr(generations, "default", generation)
    for epoch, model in enumerate(epochs(EarlyStopping(**options), KERAS["values"])):
        stopped = epoch + 1 if model.stop_training else None
    assert [stopped, model.weights_now] == expected
