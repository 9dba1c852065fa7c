"""MRG_RandomStreams; the numbers are those of Theano 1.0.5."""

import numpy as np
import pytest
import theano

from theanornn.runtime.old_names.mrg import MRG_RandomStreams


@pytest.mark.parametrize("seed", [42, np.int64(42), np.int32(42)])
def test_the_numbers_of_theano_1(seed):
    streams = MRG_RandomStreams(seed, use_cuda=False)
    sample = streams.uniform((2,), dtype="float32")
    draw = theano.function([], sample)
    first = draw()
    np.testing.assert_allclose(first, [0.08075201, 0.92676395], rtol=1e-6)
    assert not np.allclose(draw(), first)
    streams.seed(seed)
    np.testing.assert_array_equal(draw(), first)


def test_a_bad_seed():
    with pytest.raises(ValueError, match="seed should not be 0"):
        MRG_RandomStreams(np.int64(0))
