"""What a person sees of training."""

import pytest

from theanornn.callbacks import EpochLines, Logs, ProgbarLogger, ProgressBar, progress

PARAMS = {"metrics": ["loss", "acc", "val_loss"], "samples": 5, "epochs": 2}


def train(callback):
    callback.set_params(PARAMS)
    callback.on_epoch_begin(0, Logs())
    for number, (size, loss) in enumerate([(3, 1.0), (2, 2.0)]):
        callback.on_batch_begin(number, Logs(batch=number, size=size))
        callback.on_batch_end(number, Logs(batch=number, size=size, loss=loss, acc=0.5))
    callback.on_epoch_end(0, Logs(loss=1.4, acc=0.5, val_loss=0.00001))


def test_lines(capsys):
    train(EpochLines())
    out = capsys.readouterr().out
    assert out.startswith("Epoch 1/2 - 0.")
    assert out.endswith("s - loss: 1.4000 - acc: 0.5000 - val_loss: 1.0000e-05\n")
    assert out.count("\n") == 1 and "\r" not in out


def test_bar(capsys):
    train(ProgressBar())
    last = capsys.readouterr().out.split("\r")[-1]
    assert "Epoch 1/2" in last and "5/5" in last and "100%" in last
    assert "loss: 1.4000, acc: 0.5000, val_loss: 1.0000e-05" in last


@pytest.mark.parametrize(
    "verbose, terminal, kind",
    [
        (0, True, type(None)),
        (1, True, ProgressBar),
        (1, False, EpochLines),
        (2, True, EpochLines),
    ],
)
def test_which_one(verbose, terminal, kind, monkeypatch):
    monkeypatch.setattr(progress, "at_terminal", lambda: terminal)
    assert type(progress.reporter(verbose)) is kind


def test_a_bar_over_batches(capsys):
    bar = ProgressBar()
    bar.set_params({"metrics": ["loss"], "samples": None, "steps": 3, "epochs": 1})
    bar.on_epoch_begin(0)
    for number in range(3):
        bar.on_batch_end(number, Logs(size=8, loss=1.0))
    bar.on_epoch_end(0, Logs(loss=1.0))
    assert "3/3" in capsys.readouterr().out.split("\r")[-1]


@pytest.mark.parametrize("terminal", [True, False])
def test_keras_name_of_the_reporter(terminal, monkeypatch, capsys):
    monkeypatch.setattr(progress, "at_terminal", lambda: terminal)
    train(ProgbarLogger(count_mode="steps"))
    out = capsys.readouterr().out
    assert "Epoch 1/2" in out and "loss: 1.4000" in out and ("\r" in out) is terminal
