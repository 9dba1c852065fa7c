"""What nobody uses is not computed, and the numbers are the same."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.compile.mode import Mode, get_mode

from theanornn.cells import GRUCell, LSTMCell
from theanornn.recurrence import recur
from theanornn.recurrence.fused.ops import Fused, FusedGradient

pytestmark = pytest.mark.compiled

REWRITES = ("theanornn_save_only_for_a_gradient", "theanornn_no_gradient_of_unused_input")
WITHOUT = get_mode("FAST_COMPILE").excluding(*REWRITES)


def ops_of(function, op_type):
    nodes = function.maker.fgraph.toposort()
    return [node.op for node in nodes if isinstance(node.op, op_type)]


class Model:
    """Two layers over an input, with a loss."""

    def __init__(self, layers=1):
        self.x = T.tensor3("x")
        self.cells, hs = [], self.x
        for _ in range(layers):
            self.cells.append(LSTMCell(2, 2))
            self.states = recur(self.cells[-1], hs, how="fused")
            hs = self.states[0]
        self.loss = sum((state**2).sum() for state in self.states)
        self.weights = [cell.U for cell in self.cells]

    def gradients(self, wrt):
        return T.grad(self.loss, wrt)


# Outputs of a model; whether its recurrence saves; whether gradients of the input are computed.
WANTED = {
    "states": (lambda m: list(m.states), [False], []),
    "one_state": (lambda m: [m.states[1]], [False], []),
    "gradient_of_weights": (lambda m: m.gradients(m.weights), [True], [False]),
    "gradient_of_input": (lambda m: m.gradients([m.x]), [True], [True]),
    "all": (lambda m: [*m.states, *m.gradients([m.x, *m.weights])], [True], [True]),
}


@pytest.mark.parametrize("wanted", WANTED)
@pytest.mark.parametrize("optimizer", ["fast_compile", "fast_run"])
def test_only_what_is_used(wanted, optimizer):
    outputs, saving, x_wanted = WANTED[wanted]
    model = Model()
    function = theano.function([model.x], outputs(model), mode=Mode("py", optimizer))
    assert [op.saving for op in ops_of(function, Fused)] == saving
    assert [op.x_wanted for op in ops_of(function, FusedGradient)] == x_wanted


@pytest.mark.parametrize("wanted", WANTED)
def test_numbers_stay_the_same(wanted, rng):
    model, x = Model(layers=2), rng.normal(size=(4, 3, 2))
    outputs = WANTED[wanted][0](model)
    rewritten, plain = (theano.function([model.x], outputs, mode=m) for m in (None, WITHOUT))
    assert all(op.saving for op in ops_of(plain, Fused))
    assert all(op.x_wanted for op in ops_of(plain, FusedGradient))
    for got, expected in zip(rewritten(x), plain(x)):
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-15)


def test_the_first_of_two_layers_has_no_gradient_of_its_input():
    model = Model(layers=2)
    function = theano.function([model.x], model.gradients(model.weights))
    assert sorted(op.x_wanted for op in ops_of(function, FusedGradient)) == [False, True]
    assert [op.saving for op in ops_of(function, Fused)] == [True, True]


def test_a_projected_input_keeps_its_gradient():
    """Where the operation does not multiply with W, that of W comes from it."""
    cell, x = GRUCell(2, 3), T.tensor3("x")
    cell.project = lambda x: T.tanh(T.dot(x, cell.W))
    (hs,) = recur(cell, x, how="fused")
    function = theano.function([x], T.grad(hs.sum(), cell.W))
    assert [op.x_wanted for op in ops_of(function, FusedGradient)] == [True]


def test_equal_recurrences_that_are_used_differently_become_one():
    """A prediction beside a training step: what is saved for the one is there for the other."""
    cell, x = LSTMCell(2, 3), T.tensor3("x")
    first, second = (recur(cell, x, how="fused") for _ in range(2))
    function = theano.function([x], [first[0], T.grad(second[0].sum(), cell.U)])
    assert [op.saving for op in ops_of(function, Fused)] == [True]
    assert len(ops_of(function, FusedGradient)) == 1
