"""Random numbers drawn in Python, without a compiler."""

import numpy as np
import pytest
import theano
from theano.sandbox import rng_mrg
from theano.sandbox.rng_mrg import MRG_RandomStream
from theano.tensor.random.utils import RandomStream


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_uniform_numbers_without_c(dtype):
    drawn = MRG_RandomStream(seed=3).uniform(size=(40, 50), dtype=dtype)
    sample = theano.function([], drawn, mode="FAST_COMPILE")()
    assert sample.dtype == dtype and np.all((sample > 0) & (sample < 1))
    assert sample.mean() == pytest.approx(0.5, abs=0.02)
    assert sample.var() == pytest.approx(1 / 12, abs=0.01)


def jumped(state, first, second):
    """A state moved on, in integers that have no largest one."""
    halves = ((state[:3], first, rng_mrg.M1), (state[3:], second, rng_mrg.M2))
    return [
        sum(int(a) * int(b) for a, b in zip(row, half)) % int(modulus)
        for half, matrix, modulus in halves
        for row in matrix
    ]


@pytest.mark.parametrize("n_streams", [1, 2, 7, 60])
def test_where_streams_start(n_streams):
    stream = MRG_RandomStream(seed=[1, 2147483000, 3, 4, 2147462000, 6])
    expected = [list(map(int, stream.rstate))]
    after = jumped(expected[0], rng_mrg.A1p134, rng_mrg.A2p134)
    while len(expected) < n_streams:
        expected.append(jumped(expected[-1], rng_mrg.A1p72, rng_mrg.A2p72))
    states = stream.get_substream_rstates(n_streams, "float32")
    assert states.dtype == "int32" and states.tolist() == expected
    assert stream.rstate.tolist() == after


def test_two_calls_differ_and_the_seed_decides():
    first, second = (
        theano.function([], MRG_RandomStream(seed=3).uniform(size=(4,)), mode="FAST_COMPILE")
        for _ in range(2)
    )
    once = first()
    np.testing.assert_array_equal(once, second())
    assert not np.array_equal(once, first())


def test_numpys_state_is_not_moved_on_without_an_update():
    stream = RandomStream(seed=3)
    drawn = stream.uniform(size=(4,))
    function = theano.function([], drawn, no_default_updates=True, mode="FAST_COMPILE")
    np.testing.assert_array_equal(function(), function())


def test_numpys_state_is_moved_on_by_its_update():
    function = theano.function([], RandomStream(seed=3).normal(size=(4,)), mode="FAST_COMPILE")
    assert not np.array_equal(function(), function())
