"""The gradient of a step, derived: against differences of the step itself."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.graph.basic import io_toposort

from tests.recurrence.fused import own_cells
from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell
from theanornn.recurrence.fused.adjoint import differentiate, optimized
from theanornn.recurrence.fused.reading import trace
from theanornn.recurrence.fused.step import Leaf, NotFusable

STEPS = {
    "simple": lambda: trace(SimpleRNNCell(2, 3), "float64"),
    "masked_lstm": lambda: trace(LSTMCell(2, 3, peepholes=True), "float64", masked=True),
    "gru_before": lambda: trace(GRUCell(2, 3), "float64"),
    "gru_after": lambda: trace(GRUCell(2, 3, reset_after=True), "float64"),
    "odd": lambda: trace(own_cells.Odd(2, 3), "float64"),
}


class Numbers:
    """One unit of one row: a step is a function of numbers, a weight a number for each block."""

    def __init__(self, adjoint, seed):
        rng = np.random.default_rng(seed)
        self.adjoint = adjoint
        self.given = {v: rng.normal() for v in adjoint.leaves}
        for v, at in adjoint.leaves.items():
            if at.kind == "mask":
                self.given[v] = 1.0
        self.weights = {p[1:4]: rng.normal() for p in adjoint.products}
        leaves = list(adjoint.leaves)
        lefts = [left for p in adjoint.products for left in p.left]
        self.wanted = [
            *adjoint.new_states,
            *lefts,
            *adjoint.deltas.values(),
            *adjoint.carries,
            *adjoint.vectors.values(),
        ]
        self.function = theano.function(leaves, self.wanted, on_unused_input="ignore")

    def evaluate(self, given):
        return dict(zip(self.wanted, self.function(*given.values())))

    def forward(self, given):
        """Return the values of all leaves and expressions after the products are done."""
        given = dict(given)
        results = {p.result for p in self.adjoint.products}
        start = {v: given[v] if self.adjoint.leaves[v].kind == "z" else 0.0 for v in results}
        for _ in range(4):  # levels
            values = self.evaluate(given)
            for v in results:
                given[v] = start[v] + sum(
                    float(values[p.left[0]]) * self.weights[p[1:4]]
                    for p in self.adjoint.products
                    if p.result is v
                )
        return given, self.evaluate(given)

    def loss(self, given):
        """What `outer` and `carry` ask of the new states, as a number."""
        _, values = self.forward(given)
        return sum(
            float(values[state]) * sum(self.given[v] for v in self.asked("outer", "carry", n))
            for n, state in enumerate(self.adjoint.new_states)
        )

    def asked(self, *kinds_and_index):
        *kinds, index = kinds_and_index
        leaves = self.adjoint.leaves.items()
        return [v for v, at in leaves if at.kind in kinds and at.index == index]


@pytest.mark.parametrize("name", STEPS)
def test_gradients_equal_differences(name):
    adjoint = differentiate(STEPS[name]())
    numbers = Numbers(adjoint, seed=3)
    given, _ = numbers.forward(numbers.given)
    for _ in range(4):  # what products ask of their left operands, level by level
        values = numbers.evaluate(given)
        for left, back in adjoint.backs.items():
            given[back] = sum(
                float(values[adjoint.deltas[p.result]]) * numbers.weights[p[1:4]]
                for p in adjoint.products
                if p.left[0] is left
            )
    values = numbers.evaluate(given)
    expected = {}
    for leaf, at in adjoint.leaves.items():
        if at.kind == "z":
            expected[leaf] = values[adjoint.deltas[leaf]]
        elif at.kind == "vector":
            expected[leaf] = values[adjoint.vectors[leaf]]
        elif at.kind == "state":
            expected[leaf] = float(values[adjoint.carries[at.index]]) + sum(
                float(values[adjoint.deltas[p.result]]) * numbers.weights[p[1:4]]
                for p in adjoint.products
                if p.left[0] is leaf
            )
    for leaf, gradient in expected.items():
        up, down = dict(numbers.given), dict(numbers.given)
        up[leaf] += 1e-6
        down[leaf] -= 1e-6
        difference = (numbers.loss(up) - numbers.loss(down)) / 2e-6
        np.testing.assert_allclose(gradient, difference, rtol=1e-6, atol=1e-8, err_msg=str(leaf))


@pytest.mark.parametrize("name", STEPS)
def test_the_linear_part_stays_outside(name):
    """Nothing but element-wise operations on scalars is left for the kernel to compute."""
    adjoint = differentiate(STEPS[name]())
    outputs = [*adjoint.deltas.values(), *adjoint.carries, *adjoint.vectors.values()]
    assert all(v.ndim == 0 for v in outputs)
    assert all(hasattr(node.op, "scalar_op") for node in io_toposort([], outputs))


def test_what_computed_left_operands_are_asked_is_a_leaf():
    adjoint = differentiate(trace(GRUCell(2, 3), "float64"))
    (left,) = adjoint.backs
    assert adjoint.leaves[adjoint.backs[left]] == Leaf("back", "", 0)
    assert left is adjoint.products[-1].left[0]
    assert not differentiate(trace(LSTMCell(2, 3), "float64")).backs


def test_states_that_do_not_matter():
    """A gradient that is none is zero."""

    class Forgetful(LSTMCell):
        def step(self, z, h, c):
            return self.gate(z, "i"), T.zeros_like(c)

    adjoint = differentiate(trace(Forgetful(2, 3), "float64"))
    assert [float(carry.data) for carry in adjoint.carries] == [0, 0]


def test_no_gradient():
    class Step(SimpleRNNCell):
        def step(self, z, h):
            return (T.nnet.ultra_fast_sigmoid(z) + h,)

    with pytest.raises(NotFusable, match="cannot be differentiated"):
        differentiate(trace(Step(2, 3), "float64"))


def test_optimized_expressions_are_equal_ones():
    a, b = T.dscalar("a"), T.dscalar("b")
    leaves = {a: Leaf("z", "", 0), b: Leaf("z", "", 1)}
    outputs = [T.log(1 + T.exp(a)) + 0 * b, T.exp(a) / (1 + T.exp(a)), a]
    found, renamed = optimized(leaves, outputs)
    assert found[2] is renamed[a]
    operations = [str(node.op) for node in io_toposort([], found[:2])]
    assert len(operations) == 2 and "softplus" in operations[0] + operations[1]
