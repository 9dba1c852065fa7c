"""Steps as people write them: ``theanornn.scan`` gives what ``theano.scan`` gives, in C."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.scanning import steps
from theanornn import scan
from theanornn.recurrence.fused import NotFusable

fused = pytest.mark.compiled


@fused
@pytest.mark.parametrize("name", steps.FUSED)
def test_fused_gives_values_and_gradients_of_theano(name, rng):
    program = steps.FUSED[name]
    original, _ = steps.function_of(program, theano.scan)
    ours, outputs = steps.function_of(program, scan)
    assert {output.tag.theanornn_driver.driver for output in outputs} == {"fused"}
    arrays = steps.arrays(rng)
    for got, expected in zip(ours(*arrays), original(*arrays)):
        np.testing.assert_allclose(got, expected, rtol=1e-10, atol=1e-12)
