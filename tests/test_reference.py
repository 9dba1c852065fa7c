"""The oracle itself, against cases small enough to work out by hand."""

import numpy as np

from tests import reference


def test_simple_rnn_adds_up():
    step = reference.simple_rnn_step(np.ones((1, 1)), np.eye(1), np.zeros(1), "linear")
    (hs,) = reference.over_time(step, np.ones((3, 1, 1)), [np.zeros((1, 1))])
    np.testing.assert_array_equal(hs.ravel(), [1, 2, 3])


def test_mask_keeps_and_reverse_turns():
    step = reference.simple_rnn_step(np.ones((1, 1)), np.eye(1), np.zeros(1), "linear")
    mask = np.array([[1], [0], [1]])
    (hs,) = reference.over_time(step, np.ones((3, 1, 1)), [np.zeros((1, 1))], mask, reverse=True)
    np.testing.assert_array_equal(hs.ravel(), [2, 1, 1])


def test_lstm_step_with_known_gates():
    # All weights zero: i = f = o = 1/2 and g = 0, so the memory halves.
    step = reference.lstm_step(np.zeros((2, 4)), np.zeros((1, 4)), np.zeros(4))
    h, c = step(np.ones((1, 2)), np.zeros((1, 1)), np.full((1, 1), 2.0))
    np.testing.assert_allclose((c, h), ([[1.0]], [[0.5 * np.tanh(1.0)]]))


def test_lstm_peephole_of_the_output_sees_the_new_memory():
    b = np.array([0.0, -50.0, 50.0, 0.0])  # f = 0, i = 1/2, g = 1: c = 1/2
    step = reference.lstm_step(np.zeros((1, 4)), np.zeros((1, 4)), b, peepholes=[0.0, 0.0, 2.0])
    h, c = step(np.zeros((1, 1)), np.zeros((1, 1)), np.ones((1, 1)))
    np.testing.assert_allclose(c, 0.5)
    np.testing.assert_allclose(h, reference.sigmoid(1.0) * np.tanh(0.5))


def test_gru_forms_differ_in_the_reset_only():
    U = np.array([[0.0, 0.0, 1.0]])
    x, h = np.zeros((1, 1)), np.ones((1, 1))
    args = np.zeros((1, 3)), U, np.zeros(3)
    (before,) = reference.gru_step(*args)(x, h)
    np.testing.assert_allclose(before, 0.5 + 0.5 * np.tanh(0.5))
    bias = np.array([0.0, 0.0, 1.0])
    (after,) = reference.gru_step(*args, b_recurrent=bias, reset_after=True)(x, h)
    np.testing.assert_allclose(after, 0.5 + 0.5 * np.tanh(0.5 * (1 + 1)))


def test_numeric_gradient():
    (gradient,) = reference.numeric_gradient(lambda a: float((a**3).sum()), [np.array([1.0, 2.0])])
    np.testing.assert_allclose(gradient, [3, 12], rtol=1e-8)
