"""What is kept of callbacks that nobody wrote for it."""

import numpy as np
import pytest

from theanornn.callbacks import EarlyStopping, Logs, ModelCheckpoint, ReduceLROnPlateau
from theanornn.checkpointing.attributes import arguments_of, restore, state_of
from theanornn.checkpointing.plain import NotPlain


class Own:
    def __init__(self, size=3):
        self.model, self.params = object(), {}
        self.size = size
        self.logs = Logs(acc=1.0)
        self.rng = np.random.default_rng(1)
        self.function = len
        self.best = [np.zeros(2)]


def test_plain_attributes():
    own, again = Own(), Own()
    own.best[0] = np.ones(2)
    own.logs["loss"] = 2.0
    state = state_of(own)
    assert set(state) == {"size", "logs", "rng", "best"}
    logs = again.logs
    restore(again, {**state, "logs": dict(state["logs"])})
    assert again.logs is logs and again.logs["accuracy"] == 1.0 and again.logs["loss"] == 2.0
    assert again.best[0][0] == 1 and again.function is len


def test_a_state_of_its_own():
    class Counting:
        def get_state(self):
            return {"n": self.n}

        def set_state(self, state):
            self.n = state["n"] + 1

    counting = Counting()
    counting.n = 3
    restore(counting, state_of(counting))
    assert counting.n == 4
    counting.n = object()
    with pytest.raises(NotPlain, match=r"Counting.get_state\(\): a checkpoint cannot hold"):
        state_of(counting)


def test_arguments():
    assert arguments_of(Own(5)) == {"size": 5}
    assert arguments_of(object()) == {}
    stopping = arguments_of(EarlyStopping(patience=4, verbose=1))
    assert stopping["patience"] == 4 and "verbose" not in stopping and "wait" not in stopping
    assert arguments_of(ReduceLROnPlateau(factor=0.5))["factor"] == 0.5
    assert "filepath" not in arguments_of(ModelCheckpoint("a"))


def test_a_file_that_was_opened_meanwhile_stays(tmp_path):
    class Writer:
        file, lines = None, 0

        def __init__(self):
            self.file, self.lines = None, 3

    state = state_of(Writer())
    again = Writer()
    with open(tmp_path / "file", "w") as again.file:
        again.lines = 0
        restore(again, state)
        assert again.lines == 3 and again.file is not None
