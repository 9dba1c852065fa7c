import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.cell_cases import MinimalGatedUnit
from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell
from theanornn.cells.arranging import arranged
from theanornn.errors import ShapeError


def made(cls, like, **weights):
    given = dict.fromkeys(cls.weight_specs)
    found, n_in, n_units = arranged(cls, like, {**given, **weights})
    return {name: v.eval() for name, v in found.items() if v is not None}, (n_in, n_units)


@pytest.mark.parametrize("form", [np.asarray, theano.shared])
def test_separate_arrays_stand_side_by_side_in_the_order_of_the_system(form, rng):
    apart = {gate: rng.normal(size=(3, 2)) for gate in "icfo"}
    U = rng.normal(size=(2, 8))
    b = [form(rng.normal(size=2)) for _ in "icfo"]
    got, sizes = made(LSTMCell, "keras1", W=[form(apart[g]) for g in "icfo"], U=form(U), b=b)
    np.testing.assert_array_equal(got["W"], np.hstack([apart[gate] for gate in "ifco"]))
    np.testing.assert_array_equal(got["U"], U)
    assert got["b"].shape == (8,) and sizes == (3, 2)


@pytest.mark.parametrize("form", [np.asarray, theano.shared])
def test_transposed_matrices(form, rng):
    W, U, b = rng.normal(size=(6, 3)), rng.normal(size=(6, 2)), rng.normal(size=(2, 6))
    got, sizes = made(GRUCell, "torch", W=form(W), U=form(U), b=form(b))
    np.testing.assert_array_equal(got["W"], W.T)
    np.testing.assert_array_equal(got["U"], U.T)
    np.testing.assert_array_equal(got["b"], b[0])
    np.testing.assert_array_equal(got["b_recurrent"], b[1])
    assert sizes == (3, 2)


def test_lists_without_a_system_and_for_cells_of_ones_own(rng):
    W = [rng.normal(size=(3, 2)) for _ in range(2)]
    cell = MinimalGatedUnit.over(W=W, U=np.ones((2, 4)))
    np.testing.assert_array_equal(cell.W.eval(), np.hstack(W))
    assert (cell.n_in, cell.n_units) == (3, 2)


def test_nested_lists_of_numbers_are_one_array():
    got, sizes = made(SimpleRNNCell, None, W=[[1.0, 2.0]], U=[[1.0, 0.0], [0.0, 1.0]], b=[0.0, 1.0])
    assert got["W"].tolist() == [[1.0, 2.0]] and sizes == (1, 2)
    assert got["b"].tolist() == [0.0, 1.0]


def test_sizes_that_nobody_knows():
    _, n_in, n_units = arranged(
        LSTMCell, "torch", {"W": T.matrix(), "U": T.matrix(), "b": None, "peepholes": False}
    )
    assert (n_in, n_units) == (None, None)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (dict(W=[np.ones((3, 2))]), r"1 W given, expected three matrices \(n_in, units\)"),
        (dict(b=[np.ones(2)] * 4), r"4 b given, expected three vectors \(units,\) for .* z, r and"),
        (dict(U=[np.ones((2, 2)), np.ones((2, 2)), np.ones((3, 2))]), "U of gate 'h' has shape"),
    ],
)
def test_wrong_lists(weights, message):
    good = dict(W=np.ones((3, 6)), U=np.ones((2, 6)), b=np.ones(6))
    with pytest.raises(ShapeError, match=message):
        GRUCell.over(**{**good, **weights})
