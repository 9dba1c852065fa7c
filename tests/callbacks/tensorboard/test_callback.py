"""Event files of a training."""

import struct

import numpy as np
import pytest

from theanornn.callbacks import TensorBoard
from theanornn.callbacks.tensorboard import events
from theanornn.callbacks.tensorboard.records import record
from theanornn.errors import DataError
from theanornn.layers import Dense
from theanornn.models import Sequential


def contents(folder):
    """The contents of all records of the one file in a folder, checksums held."""
    (path,) = folder.iterdir()
    assert path.name.startswith("events.out.tfevents.")
    rest, found = path.read_bytes(), []
    while rest:
        (length,) = struct.unpack("<Q", rest[:8])
        found.append(rest[12 : 12 + length])
        assert record(found[-1]) == rest[: 16 + length]
        rest = rest[16 + length :]
    return found


def trained(folder, samples=6, **options):
    model = Sequential([Dense(2, input_dim=1, name="a"), Dense(1, name="b")], seed=1)
    model.compile("sgd", "mse")
    x = np.linspace(0, 1, samples)[:, None]
    callback = TensorBoard(folder / "logs", **options)
    history = model.fit(x, x, batch_size=4, epochs=2, verbose=0, callbacks=[callback])
    return [event[9:] for event in contents(folder / "logs")], history.history


def test_every_epoch(tmp_path):
    found, history = trained(tmp_path)
    assert found[0] == events.version(0)[9:]
    assert found[1] == events.graph(0, [("a", "Dense", []), ("b", "Dense", ["a"])])[9:]
    expected = [events.scalars(0, e, {"loss": history["loss"][e]})[9:] for e in range(2)]
    assert found[2:] == expected


@pytest.mark.parametrize(
    "update_freq, steps", [("batch", [4, 6, 6, 10, 12, 12]), (5, [6, 6, 12, 12])]
)
def test_more_often(tmp_path, update_freq, steps):
    found, history = trained(tmp_path, write_graph=False, update_freq=update_freq)
    assert [event[1] for event in found[1:]] == steps
    assert found[-1] == events.scalars(0, 12, {"loss": history["loss"][1]})[9:]


def test_histograms(tmp_path):
    found, _ = trained(tmp_path, write_graph=False, histogram_freq=2)
    tags = [event for event in found if b"\x0a\x03a_W" in event or b"\x0a\x03b_b" in event]
    assert [event[1] for event in tags] == [0, 0]
    assert len(found) == 1 + 4 + 2


def test_each_training_has_its_file(tmp_path):
    model = Sequential([Dense(1, input_dim=1)])
    model.compile("sgd", "mse")
    callback = TensorBoard(tmp_path / "c")
    for _ in range(2):
        model.fit(np.ones((2, 1)), np.ones((2, 1)), verbose=0, callbacks=[callback])
    assert len(list((tmp_path / "c").iterdir())) == 2


def test_what_has_no_effect_is_warned_of(tmp_path):
    with pytest.warns(UserWarning, match="write_images has no effect") as told:
        TensorBoard(tmp_path, write_images=True)
    assert told[0].filename == __file__


@pytest.mark.parametrize("wrong", ["epochs", 0, True])
def test_unknown_frequencies(wrong):
    with pytest.raises(DataError, match="update_freq is"):
        TensorBoard(update_freq=wrong)
