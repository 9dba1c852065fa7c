"""The source that is written for a step: what of a step enters it, and the smallest of steps."""

import numpy as np
import pytest
import theano.tensor as T

from tests.recurrence.fused.comparison import (
    TOLERANCE,
    Function,
    Sizes,
    assert_close,
    random_arrays,
    symbolic,
)
from tests.recurrence.fused.steps import CELLS, traced
from tests.runtime.run_python import run_python
from theanornn.cells import Cell, LSTMCell
from theanornn.recurrence.fused.program import lay_out
from theanornn.recurrence.fused.reading import trace
from theanornn.recurrence.fused.source import write


@pytest.mark.parametrize("name", CELLS)
def test_the_same_step_is_the_same_source(name):
    cell_type, options = CELLS[name]
    again = trace(cell_type(4, 7, name="another", **options), "float64")
    assert write(lay_out(again)) == write(lay_out(traced(name)))


PROGRAM = """
import hashlib
from tests.recurrence.fused.steps import traced
from theanornn.recurrence.fused.program import lay_out
from theanornn.recurrence.fused.source import write
for name in ("lstm_peepholes", "gru_before", "Odd", "Zoneout"):
    print(hashlib.sha256(write(lay_out(traced(name, masked=True))).encode()).hexdigest())
"""


def test_the_same_step_is_the_same_source_in_every_process():
    """Else each process would compile its own."""
    runs = [run_python(PROGRAM, PYTHONHASHSEED=seed) for seed in ("1", "2")]
    assert len(runs[0].stdout.split()) == 4, runs[0].stderr
    assert runs[0].stdout == runs[1].stdout


def test_what_makes_another_source():
    steps = [
        trace(LSTMCell(2, 3), "float32"),
        trace(LSTMCell(2, 3), "float64"),
        trace(LSTMCell(2, 3), "float64", masked=True),
        trace(LSTMCell(2, 3, peepholes=True), "float64"),
        trace(LSTMCell(2, 3, activation="relu"), "float64"),
    ]
    assert len({write(lay_out(step)) for step in steps}) == len(steps)


@pytest.mark.parametrize("dtype", TOLERANCE)
def test_the_first_line_says_what_a_number_is(dtype):
    """By it the matrix products of the same kind are found."""
    first = write(lay_out(trace(LSTMCell(2, 3), dtype))).splitlines()[0]
    assert (first == "#define REAL_IS_DOUBLE") == (dtype == "float64")


class Kept(Cell):
    gates, states = ("a",), ("h",)

    def step(self, z, h):
        return (h,)


class Projected(Cell):
    gates, states = ("a",), ("h",)

    def step(self, z, h):
        return (z,)


class Constant(Cell):
    gates, states = ("a",), ("h",)

    def step(self, z, h):
        return (T.zeros_like(h) + 0.1,)


class Linear(Cell):
    gates, states = ("a",), ("h",)

    def step(self, z, h):
        return (T.dot(h, self.U),)


class Exchanged(Cell):
    gates, states = ("a",), ("h", "c")

    def step(self, z, h, c):
        return c, h


class Delayed(Cell):
    """Each state is what the one before it was."""

    gates, states = ("a",), ("h", "s", "t", "u", "v")

    def step(self, z, *states):
        return (T.tanh(z + T.dot(states[-1], self.U)), *states[:-1])


class Chained(Cell):
    """Four products in a row, the most levels."""

    gates, states = ("a",), ("h",)

    def step(self, z, h):
        for _ in range(4):
            h = T.tanh(z + T.dot(h, self.U))
        return (h,)


class Named(Cell):
    """Attributes that are words of C++, or that generated code might use itself."""

    gates, states = ("double", "f"), ("H", "row")

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        for name in ("int", "io", "v0", "λ", "a b", "N_STATES"):
            vars(self)[name] = T.vector(name, dtype=self.U.dtype)

    def step(self, z, h, c):
        values = vars(self)
        u, v = self.split(z + T.dot(h, self.U))
        u = values["int"] * u + values["io"] * values["v0"]
        return T.tanh(u + values["λ"]), values["a b"] * c + T.tanh(v * values["N_STATES"])


@pytest.mark.compiled
@pytest.mark.parametrize(
    "cell_type", [Kept, Projected, Constant, Linear, Exchanged, Delayed, Chained, Named]
)
def test_small_and_strange_steps_equal_scan(cell_type):
    cell = symbolic(cell_type, "float64", {})
    arrays = random_arrays(cell, np.random.default_rng(1), Sizes(4, 3, 2, 5))
    scan, fused = (Function(cell, how, "float64") for how in ("scan", "fused"))
    assert_close(fused(arrays), scan(arrays), TOLERANCE["float64"])
