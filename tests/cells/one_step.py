"""One step of a cell, outside of any loop, beside the oracle's."""

import numpy as np
import theano
import theano.tensor as T


def assert_step_equals_oracle(cell, oracle_step, rng, batch=3):
    """Compare ``cell.step`` with a step of the oracle on random input and states."""
    x, *states = T.matrices(1 + len(cell.states))
    function = theano.function([x, *states], list(cell.step(cell.project(x), *states)))
    arrays = [rng.normal(size=(batch, cell.n_in))]
    arrays += [rng.normal(size=(batch, cell.n_units)) for _ in cell.states]
    for got, wanted in zip(function(*arrays), oracle_step(*arrays)):
        np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-14)
