"""Cells made from functions of one step."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.sandbox.rng_mrg import MRG_RandomStream

from theanornn.cells import LSTMCell
from theanornn.errors import ShapeError
from theanornn.recurrence import choose, recur
from theanornn.recurrence import step as one_step
from theanornn.recurrence.traced import TracedCell

N_IN, UNITS, TIME, BATCH = 3, 4, 5, 2
MASK = np.array([[1, 0], [1, 1], [0, 1], [1, 1], [1, 0]])


class Weights:
    """Weights of an LSTM, and steps over them as people write them."""

    def __init__(self, seed=0):
        rng = np.random.default_rng(seed)
        shapes = {"W": (N_IN, 4 * UNITS), "U": (UNITS, 4 * UNITS), "b": (4 * UNITS,)}
        for name, shape in shapes.items():
            setattr(self, name, theano.shared(rng.normal(size=shape), name))
        self.cell = LSTMCell.over(W=self.W, U=self.U, b=self.b)

    def gates_at_once(self, x, states):
        h, c = states
        z = T.dot(x, self.W) + T.dot(h, self.U) + self.b
        i, f, g, o = (z[:, k * UNITS : (k + 1) * UNITS] for k in range(4))
        return self.rest(i, f, g, o, c)

    def gate_by_gate(self, x, states):
        h, c = states
        pre = []
        for k in range(4):
            block = slice(k * UNITS, (k + 1) * UNITS)
            pre.append(T.dot(x, self.W[:, block]) + self.b[block] + T.dot(h, self.U[:, block]))
        return self.rest(*pre, c)

    def side_by_side(self, x, states):
        h, c = states
        both = T.concatenate([x, h], axis=1)
        z = T.dot(both, T.concatenate([self.W, self.U], axis=0)) + self.b
        i, f, g, o = (z[:, k * UNITS : (k + 1) * UNITS] for k in range(4))
        return self.rest(i, f, g, o, c)

    def rest(self, i, f, g, o, c):
        c = T.nnet.sigmoid(f) * c + T.nnet.sigmoid(i) * T.tanh(g)
        h = T.nnet.sigmoid(o) * T.tanh(c)
        return h, [h, c]


def numbers(states, wrt):
    """All states over time, and the gradients of the sum of their squares."""
    cost = sum(T.sum(T.sqr(state)) for state in states)
    gradients = T.grad(cost, wrt, disconnected_inputs="ignore")
    return theano.function([], [*states, *gradients], updates=getattr(states, "updates", None))()


def close(got, expected):
    for one, other in zip(got, expected):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("style", ["gates_at_once", "gate_by_gate", "side_by_side"])
@pytest.mark.parametrize("how", ["scan", "unroll"])
def test_a_step_is_the_cell_that_it_computes(style, how, mask, rng):
    weights = Weights()
    x = theano.shared(rng.normal(size=(TIME, BATCH, N_IN)))
    wrt = [weights.W, weights.U, weights.b, x]
    cell = TracedCell(getattr(weights, style), N_IN, [UNITS, UNITS], "own")
    options = {"mask": mask, "n_steps": TIME, "reverse": True}
    expected = numbers(recur(weights.cell, x, how="unroll", **options), wrt)
    close(numbers(recur(cell, x, how=how, **options), wrt), expected)


@pytest.mark.compiled
@pytest.mark.parametrize("style", ["gates_at_once", "gate_by_gate"])
def test_it_is_fused_where_the_step_can_be(style, rng):
    weights = Weights()
    x = theano.shared(rng.normal(size=(TIME, BATCH, N_IN)))
    wrt = [weights.W, weights.U, weights.b, x]
    cell = TracedCell(getattr(weights, style), N_IN, [UNITS, UNITS], "own")
    states = recur(cell, x, mask=MASK)
    assert states.driver == "fused"
    close(numbers(states, wrt), numbers(recur(weights.cell, x, mask=MASK, how="unroll"), wrt))


def test_products_of_the_input_are_done_for_all_steps_at_once():
    weights = Weights()
    cell = TracedCell(weights.gates_at_once, N_IN, [UNITS, UNITS], "own")
    x = T.tensor3()
    assert cell.gates == ("0", "1", "2", "3") and not cell.has_output
    value = np.ones((TIME, BATCH, N_IN))
    np.testing.assert_allclose(cell.project(x).eval({x: value}), value @ weights.W.get_value())
    one = T.matrix()
    np.testing.assert_allclose(
        cell.project(one).eval({one: value[0]}), value[0] @ weights.W.get_value()
    )


def test_an_output_that_is_no_state_is_one_more(rng):
    U = theano.shared(rng.normal(size=(UNITS, 2)))

    def step(x, states):
        h = T.tanh(x + states[0])
        return T.dot(h, U), [h]

    cell = TracedCell(step, UNITS, [UNITS], "own")
    assert cell.states == ("output", "state_1") and cell.sizes == (2, UNITS)
    x = rng.normal(size=(TIME, BATCH, UNITS))
    output, h = numbers(recur(cell, theano.shared(x), mask=MASK), [U])[:2]
    expected, state, last = [], np.zeros((BATCH, UNITS)), np.zeros((BATCH, 2))
    for x_t, real in zip(x, MASK):
        state = np.where(real[:, None], np.tanh(x_t + state), state)
        last = np.where(real[:, None], state @ U.get_value(), last)
        expected.append(last)
    np.testing.assert_allclose(output, expected, rtol=1e-10)
    np.testing.assert_allclose(h[-1], state, rtol=1e-10)
    assert "different sizes" in choose("auto", cell).reason


def constant_step(rng):
    """A step that sees a matrix made of rows of its own, and what it is made of."""
    given = theano.shared(rng.normal(size=(BATCH, 2)))
    V, U = (theano.shared(rng.normal(size=(n, UNITS))) for n in (2, UNITS))

    def step(x, states):
        h = T.tanh(x + T.dot(given, V) * states[0] + T.dot(states[0], U))
        return h, [h]

    return step, [given, V, U]


@pytest.mark.parametrize("how", ["scan", "unroll"])
def test_what_is_the_same_at_each_step(how, rng):
    step, (given, V, U) = constant_step(rng)
    x = rng.normal(size=(TIME, BATCH, UNITS))
    cell = TracedCell(step, UNITS, [UNITS], "own")
    (got,) = numbers(recur(cell, theano.shared(x), how=how, n_steps=TIME), [])
    h = np.zeros((BATCH, UNITS))
    for x_t in x:
        h = np.tanh(x_t + (given.get_value() @ V.get_value()) * h + h @ U.get_value())
    np.testing.assert_allclose(got[-1], h, rtol=1e-10)


@pytest.mark.compiled
def test_what_is_the_same_at_each_step_has_a_gradient_when_fused(rng):
    step, wrt = constant_step(rng)
    x = theano.shared(rng.normal(size=(TIME, BATCH, UNITS)))
    cell = TracedCell(step, UNITS, [UNITS], "own")
    states = recur(cell, x)
    assert states.driver == "fused"
    close(numbers(states, [x, *wrt]), numbers(recur(cell, x, how="scan"), [x, *wrt]))
    one = T.as_tensor_variable(np.ones((BATCH, UNITS)))
    close(
        theano.function([], [one_step(cell, one, [one])[0]])(),
        [numbers(recur(cell, one.dimshuffle("x", 0, 1), [one]), [])[0][0]],
    )


def wide(x, h):
    twice = T.concatenate([h, h], axis=1) * T.tanh(theano.shared(np.ones(6)))
    return x + twice[:, :3]


@pytest.mark.parametrize(
    ("h_of", "n_in", "reason"),
    [
        (lambda x, h: T.nnet.softmax(x + h), 3, "Softmax"),
        (lambda x, h: h + T.tanh(x).sum(axis=1, keepdims=True), 3, "Sum"),
        (lambda x, h: h + T.tanh(x).sum(axis=1, keepdims=True), 2, "2 columns made of its input"),
        (lambda x, h: T.switch(theano.shared(np.arange(3)), x, h), 3, "does not hold floats"),
        (wide, 3, "6 columns"),
    ],
)
def test_what_cannot_be_fused_says_why(h_of, n_in, reason):
    def step(x, states):
        h = h_of(x, states[0])
        return h, [h]

    choice = choose("auto", TracedCell(step, n_in, [3], "own"))
    assert choice.driver == "scan" and reason in choice.reason


def test_random_numbers_are_drawn_anew_at_each_step_and_call():
    stream = MRG_RandomStream(3)

    def step(x, states):
        h = states[0] * 0 + stream.uniform(size=x.shape)
        return h, [h]

    x = theano.shared(np.zeros((TIME, BATCH, N_IN)))
    states = recur(TracedCell(step, N_IN, [N_IN], "own"), x)
    assert states.driver == "scan"
    function = theano.function([], states[0], updates=states.updates)
    first, second = function(), function()
    drawn = np.concatenate([first, second]).reshape(2 * TIME, -1)
    assert len(np.unique(drawn, axis=0)) == 2 * TIME


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (lambda x, s: (x, []), "0 states, expected 1"),
        (lambda x, s: (x, [x.sum(axis=1)]), r"\[2, 1\] axes"),
    ],
)
def test_steps_that_are_none(step, message):
    with pytest.raises(ShapeError, match=f"own.*{message}"):
        TracedCell(step, N_IN, [N_IN], "own")
