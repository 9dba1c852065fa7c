import numpy as np
import pytest
import theano
import theano.tensor as T

from tests import reference
from tests.cell_cases import CASES
from theanornn.cells import LSTMCell, SimpleRNNCell
from theanornn.errors import ShapeError
from theanornn.recurrence import recur, step


@pytest.mark.parametrize("name", CASES)
def test_steps_one_by_one_equal_the_loop(name, rng):
    case = CASES[name]
    weights = case.random_weights(rng, 2, 3)
    cell = case.cell.over(**{k: theano.shared(v) for k, v in weights.items()}, **case.options)
    x_t, mask_t, states = T.matrix(), T.vector(), [T.matrix() for _ in case.cell.states]
    advance = theano.function([x_t, mask_t, *states], list(step(cell, x_t, states, mask_t)))
    x, mask = rng.normal(size=(4, 2, 2)), np.array([[1, 1], [1, 0], [0, 1], [1, 1.0]])
    values = [np.zeros((2, 3)) for _ in states]
    expected = reference.over_time(case.oracle(**weights), x, values, mask)
    for t in range(4):
        values = advance(x[t], mask[t], *values)
        for got, wanted in zip(values, expected):
            np.testing.assert_allclose(got, wanted[t], rtol=1e-10)


def test_step_from_zeros_without_mask(rng):
    cell = LSTMCell(2, 3)
    x = rng.normal(size=(1, 5, 2))
    x_t = T.matrix()
    h, c = theano.function([x_t], list(step(cell, x_t, None)))(x[0])
    expected = reference.over_time(
        reference.lstm_step(*cell.params.get_values()), x, [np.zeros((5, 3))] * 2
    )
    np.testing.assert_allclose(h, expected[0][0], rtol=1e-12)
    np.testing.assert_allclose(c, expected[1][0], rtol=1e-12)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(x_t=T.tensor3()), r"x_t has 3 dimensions, expected 2: \(batch, n_in\)"),
        (dict(mask_t=T.matrix()), r"mask_t has 2 dimensions, expected 1: \(batch,\)"),
        (dict(states=(T.matrix(),)), r"1 initial states given.*has 2"),
    ],
)
def test_bad_input(arguments, message):
    arguments = {"x_t": T.matrix(), "states": None, **arguments}
    with pytest.raises(ShapeError, match=message):
        step(LSTMCell(2, 3), **arguments)


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        (lambda z, h: (h, h), r"step of Wrong 'wrong' returned 2 states, .* 1: \('h',\)"),
        (lambda z, h: h, "returned no tuple of states"),
        (lambda z, h: (h.sum(axis=0),), "returned a state 'h' of 1 dimensions, expected 2"),
    ],
)
@pytest.mark.parametrize("how", ["scan", "unroll"])
def test_steps_that_return_something_else(returned, message, how):
    class Wrong(SimpleRNNCell):
        def step(self, z, h):
            return returned(z, h)

    with pytest.raises(ShapeError, match=message):
        recur(Wrong(2, 3), T.tensor3(), how=how, n_steps=2)
