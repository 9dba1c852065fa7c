import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.cell_cases import CASES, MinimalGatedUnit
from theanornn.cells import Cell, SimpleRNNCell
from theanornn.cells.clipping import checked_bound, clipped, clips
from theanornn.errors import DataError, UnknownNameError
from theanornn.recurrence import recur


def test_clipped_is_the_same_forward_and_cut_backward():
    x = T.dvector()
    y = clipped(x, 0.5)
    values = {x: [3.0, -0.1, 2.0]}
    assert y.eval(values).tolist() == [3.0, -0.1, 2.0]
    gradient = T.grad((y * [2.0, -0.25, -4.0]).sum(), x)
    assert gradient.eval(values).tolist() == [0.5, -0.25, -0.5]
    assert clips([y]) and not clips([x])
    assert clipped(x, 0) is x


def test_gradients_of_float32_stay_so():
    x = T.fvector()
    assert T.grad(clipped(x, 0.1).sum(), x).dtype == "float32"


@pytest.mark.parametrize("bound", [-1, float("nan"), float("inf"), "0.1", None, [0.1]])
def test_bad_bounds(bound):
    with pytest.raises(DataError, match="grad_clipping is .* expected a positive number, or 0"):
        checked_bound(bound)


@pytest.mark.parametrize("name", [name for name in CASES if name != "users_own"])
def test_every_built_in_cell_clips_and_computes_the_same(name, rng):
    """No gradient of a bias can be larger than the bound times the number of rows and steps."""
    case = CASES[name]
    weights = case.random_weights(rng, 3, 2)
    x = rng.normal(size=(4, 2, 3))
    results = {}
    for bound in (0, 0.01):
        cell = case.cell.over(**weights, **case.options, grad_clipping=bound)
        hs = recur(cell, x, how="scan")[0]
        results[bound] = theano.function([], [hs, T.grad(100 * hs.sum(), cell.b)])()
    np.testing.assert_array_equal(results[0][0], results[0.01][0])
    assert abs(results[0.01][1]).max() <= 0.01 * 8 + 1e-12 < abs(results[0][1]).max()


class Clipping(MinimalGatedUnit):
    def step(self, x, h):
        return super().step(self.clipped(x), h)


def test_cells_of_ones_own():
    with pytest.raises(UnknownNameError, match=r"does not use it; wrap .*self\.clipped\("):
        recur(MinimalGatedUnit(3, 2, grad_clipping=0.1), T.tensor3())
    x = np.ones((1, 2, 3))
    cell = Clipping(3, 2, grad_clipping=0.01)
    gradient = T.grad(100 * recur(cell, x, how="scan")[0].sum(), cell.b).eval()
    assert abs(gradient).max() <= 0.02 + 1e-12


def test_it_is_off_by_default():
    assert Cell.grad_clipping == SimpleRNNCell(3, 2).grad_clipping == 0
