"""A recurrence done again step by step, against what theano.grad gives through the drivers."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.cells import GRUCell, LSTMCell
from theanornn.randomness import RandomSource
from theanornn.recurrence import recur
from theanornn.recurrence.replay import recurrences_in


@pytest.mark.parametrize(
    "cell_class, how, reverse, truncate",
    [(LSTMCell, "unroll", False, -1), (GRUCell, "scan", True, 3)],
)
def test_backward(rng, cell_class, how, reverse, truncate):
    cell = cell_class(3, 4, name="cell")
    x, mask = T.tensor3(), T.matrix()
    options = {"reverse": reverse, "truncate_gradient": truncate, "how": how}
    hs, *_ = recur(cell, x, mask=mask, n_steps=6, **options)
    loss = T.sum(hs[0 if reverse else -1] ** 2) + T.sum(hs**3)
    (replay,) = recurrences_in([loss])
    assert replay.layer == "cell"
    direct = T.grad(loss, replay.states, disconnected_inputs="ignore")
    weights = T.grad(loss, [cell.W, cell.U])
    step = theano.function([x, mask], [*replay.wanted, *replay.states, *direct, *weights])
    inputs, real = rng.normal(size=(6, 2, 3)), np.ones((6, 2))
    real[4:, 1] = 0
    *values, of_W, of_U = step(inputs, real)
    n, k = len(replay.wanted), len(replay.states)
    values, states, direct = values[:n], values[n : n + k], values[n + k :]

    for t, _, after in replay.forward(values):
        for state, expected in zip(after, states):
            np.testing.assert_allclose(state, expected[t], rtol=1e-12)

    of_states, of_gates = replay.backward(values, states, direct)
    np.testing.assert_allclose(np.einsum("tbi,tbj->ij", inputs, of_gates), of_W, atol=1e-12)
    assert not of_gates[4:, 1].any()
    if cell_class is LSTMCell:
        before = np.concatenate([np.zeros((1, 2, 4)), states[0][:-1]])
        np.testing.assert_allclose(np.einsum("tbi,tbj->ij", before, of_gates), of_U, atol=1e-12)
        np.testing.assert_allclose(of_states[0][5], direct[0][5])
    else:
        assert not of_states[0][3:].any()  # the gradient reaches the last three computed only


def test_the_whole_gradient_of_a_state_by_small_changes(rng):
    """What the loss changes with a state: that state given a push, and all that follows."""
    cell = LSTMCell(2, 3)
    x, push, at = T.tensor3(), T.matrix(), 2
    first = recur(cell, x[: at + 1], how="scan")
    pushed = [first[0][-1] + push, first[1][-1]]
    rest = recur(cell, x[at + 1 :], initial_state=pushed, how="scan")
    loss_by_hand = T.sum(T.sin(rest[0][-1]))
    whole = recur(cell, x, how="scan")
    loss = T.sum(T.sin(whole[0][-1]))
    (replay,) = recurrences_in([loss])
    direct = T.grad(loss, replay.states, disconnected_inputs="ignore")
    inputs = rng.normal(size=(6, 2, 2))
    values = theano.function([x], [*replay.wanted, *replay.states, *direct])(inputs)
    n = len(replay.wanted)
    of_states, _ = replay.backward(values[:n], values[n : n + 2], values[n + 2 :])
    expected = theano.function([x, push], T.grad(loss_by_hand, push))(inputs, np.zeros((2, 3)))
    np.testing.assert_allclose(of_states[0][at], expected, rtol=1e-10)


def test_a_mask_for_the_state_is_drawn_once_for_all_steps():
    mask = RandomSource(1).theano_stream().binomial((1, 3), p=0.5, dtype="float64")
    cell = LSTMCell(2, 3)
    hs, _ = recur(cell, T.tensor3(), state_dropout=mask, how="scan")
    (replay,) = recurrences_in([hs])
    assert not replay.is_random


def test_order_and_gates():
    x = T.tensor3()
    lower = recur(LSTMCell(2, 3, name="lower"), x, how="scan")
    upper = recur(GRUCell(3, 2, name="upper"), lower[0], how="scan", reverse=True)
    below, above = recurrences_in([T.sum(upper[0])])
    assert [below.layer, above.layer] == ["lower", "upper"]
    assert (list(below.order(3)), list(above.order(3))) == ([0, 1, 2], [2, 1, 0])
    columns = np.zeros(12, bool)
    columns[[0, 11]] = True
    assert below.gates_of(columns) == ("i", "o")
    assert below.gates_of(np.ones(5, bool)) == ()
    assert recurrences_in([x]) == []
