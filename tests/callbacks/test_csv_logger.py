"""Tables of epochs on disk."""

import numpy as np
import pytest

from theanornn.callbacks import CSVLogger, Logs

# What Keras 1.2.2 and 2.3.1 write for the same.
HEAD = "epoch;acc;loss;v\r\n"
ROWS = '0;0.25;0.5;"""[0, 1, 2]"""\r\n1;0.25;0.25;"""[0, 1, 2]"""\r\n'


def train(path, append=False, names=("loss", "acc", "v")):
    callback = CSVLogger(path, separator=";", append=append)
    callback.on_train_begin()
    for epoch in range(2):
        logs = Logs(loss=0.5 / (epoch + 1), acc=0.25, v=np.arange(3))
        callback.on_epoch_end(epoch, Logs((name, logs[name]) for name in names))
    callback.on_train_end()


@pytest.mark.parametrize("append, expected", [(False, HEAD + ROWS), (True, HEAD + ROWS + ROWS)])
def test_what_is_written(tmp_path, append, expected):
    path = tmp_path / "folder" / "log.csv"
    for _ in range(2):
        train(path, append)
    assert path.read_bytes().decode() == expected


def test_lines_are_there_while_training(tmp_path):
    callback = CSVLogger(tmp_path / "log")
    callback.on_train_begin()
    callback.on_epoch_end(0, {"loss": np.float64(1.5)})
    assert (tmp_path / "log").read_text() == "epoch,loss\n0,1.5\n"
    callback.on_epoch_end(1, {"val_loss": 2.0})
    assert (tmp_path / "log").read_text().endswith("\n1,NA\n")
    callback.on_train_end()


def test_it_can_be_used_again(tmp_path):
    callback = CSVLogger(tmp_path / "log")
    for _ in range(2):
        callback.on_train_begin()
        callback.on_epoch_end(0, {"loss": 1})
        callback.on_train_end()
    assert (tmp_path / "log").read_text() == "epoch,loss\n0,1\n"
