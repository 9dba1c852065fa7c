"""The gated recurrent unit over the caller's variables."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests import reference
from tests.builders.driving import N, run, weights
from theanornn import builders


@pytest.mark.parametrize("reset_after", [False, True])
def test_gru(reset_after, data, rng):
    x, mask, h0, _ = data
    arrays, bias = weights(rng, 3), rng.normal(size=3 * N)
    hs = builders.gru(
        T.tensor3("x"),
        *map(theano.shared, arrays),
        h0=theano.shared(h0),
        mask=theano.shared(mask),
        reset_after=reset_after,
        b_recurrent=theano.shared(bias) if reset_after else None,
    )
    step = reference.gru_step(*arrays, bias if reset_after else None, reset_after)
    (expected,) = reference.over_time(step, x, [h0], mask)
    np.testing.assert_allclose(run(hs, x), expected, rtol=1e-10)
