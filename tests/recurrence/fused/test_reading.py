"""From a cell to its step."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.recurrence.fused import own_cells
from theanornn.cells import Cell, GRUCell, LSTMCell, SimpleRNNCell
from theanornn.recurrence.fused.program import lay_out
from theanornn.recurrence.fused.reading import trace
from theanornn.recurrence.fused.source import write
from theanornn.recurrence.fused.step import Extent, Leaf, NotFusable


def places(step):
    """Where the results of products go, in order."""
    return [(p.weight, p.row, p.column, step.leaves[p.result][::2]) for p in step.products]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_products_are_added_to_the_projected_input_in_place(dtype):
    step = trace(LSTMCell(2, 3), dtype)
    assert places(step) == [("U", 0, k, ("z", k)) for k in range(4)]
    assert step.n_states == 2
    assert not any(leaf.kind == "product" for leaf in step.leaves.values())
    assert {v.dtype for v in [*step.leaves, *step.new_states]} == {dtype}


def test_products_that_something_else_reads_are_values_of_their_own():
    step = trace(GRUCell(2, 3, reset_after=True, use_bias=False), "float64")
    assert [place[-1] for place in places(step)] == [("z", 0), ("z", 1), ("product", 2)]


def test_a_bias_between_two_terms_hides_none_of_them():
    step = trace(GRUCell(2, 3, reset_after=True), "float64")
    assert [place[-1] for place in places(step)] == [("z", 0), ("z", 1), ("product", 2)]


def test_slices_of_a_weight_make_the_same_program_as_the_whole():
    class Slices(LSTMCell):
        def step(self, z, h, c):
            i, f, g, o = (
                self.gate(z, name) + T.dot(h, self.gate(self.U, name)) for name in self.gates
            )
            c = self.inner_activation(f) * c + self.inner_activation(i) * self.activation(g)
            return self.inner_activation(o) * self.activation(c), c

    sources = [write(lay_out(trace(cell(2, 3), "float32"))) for cell in (LSTMCell, Slices)]
    assert sources[0] == sources[1]
    program = lay_out(trace(own_cells.SlicedLSTM(2, 3), "float32"))
    assert program.terms[0].n == 4 and len(program.terms) == 1


def test_sizes_do_not_enter():
    sources = {write(lay_out(trace(LSTMCell(*sizes), "float32"))) for sizes in [(2, 3), (7, 50)]}
    assert len(sources) == 1


@pytest.mark.parametrize("n_units", [1, 3, 7907, 7919])
def test_any_number_of_units(n_units):
    """Also the numbers that steps are traced with."""
    U = T.zeros((n_units, n_units))
    cell = SimpleRNNCell.over(W=T.zeros((2, n_units)), U=U)
    assert places(trace(cell, "float64")) == [("U", 0, 0, ("z", 0))]


def test_a_mask_is_a_switch_around_each_state():
    plain, masked = (trace(LSTMCell(2, 3), "float64", masked) for masked in (False, True))
    assert Leaf("mask", "", 0) in masked.leaves.values()
    assert Leaf("mask", "", 0) not in plain.leaves.values()
    assert all(isinstance(s.owner.op.scalar_op, theano.scalar.Switch) for s in masked.new_states)


class Attributes(Cell):
    """Reads an attribute in a given way."""

    gates, states = ("a", "b"), ("h",)

    def __init__(self, value, read):
        super().__init__(2, 3)
        self.value, self.read = value, read

    def step(self, z, h):
        return (self.read(*self.split(z), h, self.value),)


@pytest.mark.parametrize(
    ("value", "read", "extent", "kind"),
    [
        (T.dscalar(), lambda a, b, h, v: v * a, (1, 1), "vector"),
        (T.TensorType("float64", (True,))(), lambda a, b, h, v: v * a, (1, 1), "vector"),
        (T.dvector(), lambda a, b, h, v: v * a, (1, 1), "vector"),
        (theano.shared(np.ones(6)), lambda a, b, h, v: v[3:] * a, (1, 2), "vector"),
        (T.drow(), lambda a, b, h, v: v * a, (None, 1), "vector"),
        (T.dmatrix(), lambda a, b, h, v: v * a, (None, 1), "constant"),
        (T.dcol(), lambda a, b, h, v: v * a, (None, 1), "constant"),
        (theano.shared(np.ones((4, 3))), lambda a, b, h, v: v * a, (None, 1), "constant"),
        (theano.shared(np.ones((3, 6))), lambda a, b, h, v: T.dot(h, v)[:, :3], (1, 2), "weight"),
    ],
)
def test_attributes(value, read, extent, kind):
    def blockwise(a, b, h, v):
        # Slices are written for three units: those of the step have other numbers.
        size = cell_units[0]
        if v.ndim == 1 and extent[1] == 2:
            return v[size:] * a
        return T.dot(h, v)[:, :size] if kind == "weight" else read(a, b, h, v)

    cell_units = [3]

    class Tracked(Attributes):
        def step(self, z, h):
            cell_units[0] = self.n_units
            return super().step(z, h)

    step = trace(Tracked(value, blockwise), "float64")
    assert step.extents["value"] == Extent(*extent)
    if kind == "weight":
        assert [p.weight for p in step.products] == ["value", "value"]
    else:
        assert (kind, "value") in {leaf[:2] for leaf in step.leaves.values()}


class OfUnits(SimpleRNNCell):
    def step(self, z, h):
        return (z + h / np.sqrt(self.n_units),)


class WrongNumber(SimpleRNNCell):
    def step(self, z, h):
        return z, h


class NoVariable(SimpleRNNCell):
    def step(self, z, h):
        return (0,)


class Vector(SimpleRNNCell):
    def step(self, z, h):
        return (self.b,)


class Wide(LSTMCell):
    def step(self, z, h, c):
        return z, c


class Outside(SimpleRNNCell):
    def step(self, z, h):
        return (z * theano.shared(2.0, "outside"),)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (OfUnits, "computes with the number of units"),
        (WrongNumber, r"returned 2 states, expected \('h',\)"),
        (NoVariable, r"returned 0, expected \(batch, units\) matrices"),
        (Vector, r"returned b, expected \(batch, units\) matrices"),
        (Wide, "a state whose width is not `units`"),
        (Outside, "the variable outside, which is no attribute of the cell"),
    ],
)
def test_reasons(cell, reason):
    with pytest.raises(NotFusable, match=reason):
        trace(cell(2, 3), "float64")


def test_a_single_state_need_not_be_a_tuple():
    class Bare(SimpleRNNCell):
        def step(self, z, h):
            return T.tanh(z + h)

    assert trace(Bare(2, 3), "float64").n_states == 1
