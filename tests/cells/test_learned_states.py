"""``learn_init=True``: initial states among a cell's parameters."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests import reference
from tests.cell_cases import MinimalGatedUnit
from theanornn.cells import GRUCell, LSTMCell
from theanornn.errors import NotBuiltError, UnknownNameError
from theanornn.recurrence import recur, step


@pytest.mark.parametrize("how", ["scan", "unroll", "fused"])
def test_learned_states_are_used_and_learned(how, rng):
    cell = LSTMCell(3, 2, learn_init=True, initializers={"h0": "normal", "c0": "ones"})
    assert cell.weight_names == ("W", "U", "b", "h0", "c0")
    W, U, b, h0, c0 = cell.params.get_values()
    assert h0.any() and c0.tolist() == [1, 1]
    x = rng.normal(size=(3, 2, 3))
    hs, cs = recur(cell, x, how=how)
    expected = reference.over_time(
        reference.lstm_step(W, U, b), x, [np.tile(h0, (2, 1)), np.tile(c0, (2, 1))]
    )
    np.testing.assert_allclose(hs.eval(), expected[0], rtol=1e-10)
    gradients = theano.function([], T.grad(hs.sum(), [cell.h0, cell.c0]))()
    numeric = reference.numeric_gradient(
        lambda h, c: reference.over_time(
            reference.lstm_step(W, U, b), x, [np.tile(h, (2, 1)), np.tile(c, (2, 1))]
        )[0].sum(),
        [h0, c0],
    )
    for got, wanted in zip(gradients, numeric):
        np.testing.assert_allclose(got, wanted, rtol=1e-6)


def test_a_given_state_counts_more(rng):
    cell = GRUCell(3, 2, learn_init=True, initializers={"h0": "ones"})
    x, zeros = rng.normal(size=(2, 2, 3)), np.zeros((2, 2))
    plain = GRUCell.over(W=cell.W, U=cell.U, b=cell.b)
    got = recur(cell, x, zeros, how="scan")[0].eval()
    np.testing.assert_allclose(got, recur(plain, x, how="scan")[0].eval())
    (first,) = step(cell, T.constant(x[0]), None)
    (second,) = step(plain, T.constant(x[0]), np.ones(2))
    np.testing.assert_allclose(first.eval(), second.eval())


def test_a_cell_of_ones_own_learns_its_states_too():
    cell = MinimalGatedUnit(3, 2, learn_init=True, name="own")
    assert str(cell.params["h0"]) == "own_h0" and cell.params["h0"] in cell.params.trainable
    frozen = MinimalGatedUnit(3, 2, learn_init=True, trainable=False)
    assert frozen.params["h0"] not in frozen.params.trainable


def test_what_is_wrong():
    with pytest.raises(UnknownNameError, match="initializers of 'gru' name"):
        GRUCell(3, 2, initializers={"h0": "ones"})
    with pytest.raises(NotBuiltError, match="learn_init=True of 'gru' needs the number of units"):
        GRUCell.over(W=T.matrix(), U=T.matrix(), learn_init=True)
