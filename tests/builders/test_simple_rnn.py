"""The simple recurrent network over the caller's variables."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests import reference
from tests.builders.driving import BATCH, N, run, weights
from theanornn import builders


@pytest.mark.parametrize("reverse", [False, True])
def test_simple_rnn(reverse, data, rng):
    x, mask, h0, _ = data
    arrays = weights(rng, 1)
    hs = builders.simple_rnn(
        T.tensor3("x"),
        *map(theano.shared, arrays),
        h0=theano.shared(h0),
        mask=theano.shared(mask),
        activation="softsign",
        reverse=reverse,
    )
    step = reference.simple_rnn_step(*arrays, activation="softsign")
    (expected,) = reference.over_time(step, x, [h0], mask, reverse)
    np.testing.assert_allclose(run(hs, x), expected, rtol=1e-10)


def test_weights_may_be_expressions_and_gradients_pass_through_them(data, rng):
    """Tied and scaled weights: sizes unknown when the graph is built."""
    x, _, _, _ = data
    W, U, _ = weights(rng, 1)
    scale = theano.shared(np.float64(0.5))
    tied = theano.shared(U.T)
    hs = builders.simple_rnn(theano.shared(x), theano.shared(W) * scale, tied.T, None)
    value, by_scale, by_tied = theano.function([], [hs, *T.grad(hs.sum(), [scale, tied])])()

    def oracle(scale, tied):
        step = reference.simple_rnn_step(W * scale, tied.T, 0.0)
        return reference.over_time(step, x, [np.zeros((BATCH, N))])[0]

    np.testing.assert_allclose(value, oracle(0.5, U.T), rtol=1e-10)
    expected = reference.numeric_gradient(
        lambda scale, tied: float(oracle(scale, tied).sum()), [np.array(0.5), U.T]
    )
    np.testing.assert_allclose(by_scale, expected[0], rtol=1e-6)
    np.testing.assert_allclose(by_tied, expected[1], rtol=1e-6)
