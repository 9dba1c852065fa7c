"""Ctrl-C: training stops after the batch with all that it has; a second one raises at once."""

import os
import signal
import threading

import numpy as np
import pytest

from theanornn.callbacks import LambdaCallback
from theanornn.layers import Dense
from theanornn.models import Sequential
from theanornn.training.interruption import Interruption


@pytest.fixture
def model():
    model = Sequential([Dense(1, input_dim=2)])
    model.compile("sgd", "mse")
    return model


def interrupting(at, times=1):
    """A callback that presses Ctrl-C at the end of a batch of the second epoch."""
    epochs = []

    def press(batch, logs):
        if len(epochs) == 2 and batch == at:
            for _ in range(times):
                os.kill(os.getpid(), signal.SIGINT)

    return LambdaCallback(
        on_epoch_begin=lambda epoch, logs: epochs.append(epoch), on_batch_end=press
    )


def fit(model, *callbacks):
    x = np.random.default_rng(1).normal(size=(20, 2))
    options = {"epochs": 5, "batch_size": 4, "shuffle": False, "verbose": 0}
    return model.fit(x, x.sum(1), callbacks=list(callbacks), **options)


def test_training_stops_after_the_batch(model, capsys):
    seen = []
    weights = model.get_weights()
    count = LambdaCallback(on_batch_end=lambda batch, logs: seen.append(batch))
    history = fit(model, interrupting(2), count)
    assert seen == [0, 1, 2, 3, 4, 0, 1, 2]
    assert history.epoch == [0, 1] and len(history.history["loss"]) == 2
    assert not np.array_equal(model.get_weights()[0], weights[0])
    error = capsys.readouterr().err
    assert "stopping after this batch; Ctrl-C once more stops at once" in error
    assert "interrupted in epoch 2 of 5, after batch 3" in error
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert fit(model).epoch == [0, 1, 2, 3, 4]  # and it can go on


def test_a_second_one_stops_at_once(model):
    with pytest.raises(KeyboardInterrupt):
        fit(model, interrupting(1, times=2))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_programs_own_handler_stays(model):
    pressed = []
    signal.signal(signal.SIGINT, lambda number, frame: pressed.append(number))
    try:
        assert fit(model, interrupting(1)).epoch == [0, 1, 2, 3, 4]
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    assert pressed == [signal.SIGINT]


def test_other_threads_leave_signals_alone():
    entered = []

    def run():
        with Interruption() as interruption:
            entered.append(interruption.asked)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert entered == [False]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are forked")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("name, ends", [("TERM", True), ("INT", False), ("USR1", False)])
def test_workers_that_are_forked_meanwhile(name, ends, capfd):
    number = getattr(signal, f"SIG{name}")
    with Interruption(kept=True) as interruption:
        worker = os.fork()
        if worker == 0:
            os.kill(os.getpid(), number)
            os._exit(interruption.asked)
        status = os.waitpid(worker, 0)[1]
    assert status == (number if ends else 0)
    assert not interruption.asked and capfd.readouterr().err == ""
