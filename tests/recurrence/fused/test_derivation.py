"""A kernel is derived once for each step; steps that differ have kernels that differ."""

import itertools

import pytest

from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell
from theanornn.recurrence.fused import derivation
from theanornn.recurrence.fused.derivation import derive
from theanornn.recurrence.fused.reading import trace

CELLS = {
    "simple": lambda n: SimpleRNNCell(3, n),
    "relu": lambda n: SimpleRNNCell(3, n, activation="relu"),
    "lstm": lambda n: LSTMCell(3, n),
    "lstm, hard": lambda n: LSTMCell(3, n, inner_activation="hard_sigmoid"),
    "lstm, peepholes": lambda n: LSTMCell(3, n, peepholes=True),
    "gru": lambda n: GRUCell(3, n),
    "gru, reset after": lambda n: GRUCell(3, n, reset_after=True),
}


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch):
    monkeypatch.setattr(derivation, "_known", {})


def test_what_differs_has_a_kernel_of_its_own():
    steps = {name: trace(make(4), "float64") for name, make in CELLS.items()}
    steps["masked"] = trace(CELLS["lstm"](4), "float64", masked=True)
    steps["float32"] = trace(CELLS["lstm"](4), "float32")
    derived = {name: derive(step) for name, step in steps.items()}
    assert len(derivation._known) == len(steps)
    for one, other in itertools.combinations(derived, 2):
        assert derived[one].source != derived[other].source, (one, other)


@pytest.mark.parametrize("name", CELLS)
def test_the_second_layer_finds_what_the_first_derived(name, monkeypatch):
    first = derive(trace(CELLS[name](4), "float64"))
    monkeypatch.setattr(derivation, "lay_out", None)  # to be called no more
    assert derive(trace(CELLS[name](7), "float64")) is first
