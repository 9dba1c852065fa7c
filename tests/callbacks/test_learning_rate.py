"""Learning rates that change, against real Keras' ones."""

import numpy as np
import pytest

from tests.callbacks.fakes import KERAS, Model, Optimizer, cases, epochs
from theanornn import generations
from theanornn.callbacks import LearningRateScheduler, Logs, ReduceLROnPlateau
from theanornn.errors import DataError, DtypeError


@pytest.mark.parametrize("generation, options, expected", cases("plateau"))
def test_reduces_as_keras_does(generation, options, expected, monkeypatch):
    monkeypatch.setattr(generations, "default", generation)
    callback = ReduceLROnPlateau(**options)
    rates = [float(model.optimizer.lr.get_value()) for model in epochs(callback, KERAS["values"])]
    np.testing.assert_allclose(rates, expected, rtol=1e-6)


def test_the_logs_keep_the_rate_before():
    callback, model = ReduceLROnPlateau(patience=1), Model()
    callback.set_model(model)
    callback.on_train_begin()
    seen = []
    for epoch in range(3):
        logs = Logs(val_loss=1.0)
        callback.on_epoch_end(epoch, logs)
        seen.append(logs["lr"])
    assert seen == pytest.approx([1.0, 1.0, 0.1])


def test_epsilon_is_keras_1_s_name():
    assert ReduceLROnPlateau(epsilon=0.5).min_delta == 0.5


def test_verbose(capsys):
    list(epochs(ReduceLROnPlateau(patience=0, verbose=1), [1, 1]))
    assert capsys.readouterr().out == "Epoch 2: learning rate reduced to 0.1\n"


def test_a_factor_of_one_is_refused():
    with pytest.raises(DataError, match="factor is 1, expected less"):
        ReduceLROnPlateau(factor=1)


def test_it_can_be_used_again():
    callback = ReduceLROnPlateau(patience=2)
    list(epochs(callback, [1, 2, 2]))
    model = Model()
    list(epochs(callback, [5, 6], model))
    assert float(model.optimizer.lr.get_value()) == 1


@pytest.mark.parametrize(
    "schedule, expected",
    [
        (lambda epoch: 1.0 / (1 + epoch), [1, 1 / 2, 1 / 3]),
        (lambda epoch, lr: lr / 2, [2, 1, 0.5]),
        (lambda epoch, rate=7.0: rate, [4, 4, 4]),
        (np.float32, [0, 1, 2]),
        (lambda epoch: 3, [3, 3, 3]),
        (lambda epoch: np.array(0.5), [0.5, 0.5, 0.5]),
    ],
)
def test_schedules_of_one_or_two_arguments(schedule, expected):
    callback, model = LearningRateScheduler(schedule), Model()
    model.optimizer = Optimizer(4.0)
    callback.set_model(model)
    for epoch, rate in enumerate(expected):
        logs = Logs()
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, logs)
        assert float(model.optimizer.lr.get_value()) == logs["lr"] == pytest.approx(rate)


@pytest.mark.parametrize("wrong", [None, "0.1", True, [0.1]])
def test_what_is_no_number_is_refused(wrong):
    callback = LearningRateScheduler(lambda epoch: wrong)
    callback.set_model(Model())
    with pytest.raises(DtypeError, match="for epoch 3, expected a number"):
        callback.on_epoch_begin(3)


def test_an_error_inside_a_schedule_is_its_own():
    def schedule(epoch, lr):
        raise TypeError("mine")

    callback = LearningRateScheduler(schedule)
    callback.set_model(Model())
    with pytest.raises(TypeError, match="mine"):
        callback.on_epoch_begin(0)


def test_verbose_schedule(capsys):
    callback = LearningRateScheduler(lambda epoch: 0.25, verbose=1)
    callback.set_model(Model())
    callback.on_epoch_begin(0)
    assert capsys.readouterr().out == "Epoch 1: learning rate 0.25\n"
