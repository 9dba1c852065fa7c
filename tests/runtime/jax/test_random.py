"""Random numbers in the JAX build."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.sandbox.rng_mrg import MRG_RandomStream
from theano.tensor.random.utils import RandomStream

pytest.importorskip("jax")

from theanornn.errors import BuildError  # noqa: E402
from theanornn.function_cache import function  # noqa: E402


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_mrg_streams_give_the_numbers_of_the_other_builds(dtype):
    found = []
    for build in ("jax-cpu", "cpu"):
        stream = MRG_RandomStream(seed=11)
        draws = [
            stream.uniform((50, 3), dtype=dtype, nstreams=7),
            stream.uniform((5,), dtype=dtype),
            stream.normal((4, 2), dtype=dtype),
            stream.binomial((3, 4), p=0.4),
        ]
        run = function([], draws, build=build)
        found.append([*run(), *run()])
    for a, b in zip(*found):
        # The draws in Python have a few more digits than those in C, and these.
        np.testing.assert_allclose(a, b, atol=1e-6)


def test_ordinary_streams_draw_from_their_distributions_and_repeat_with_the_seed():
    def draws():
        stream = RandomStream(seed=8)
        outputs = [
            stream.uniform(2, 4, size=(4000,)),
            stream.normal(1, 3, size=(4000,)),
            stream.binomial(5, 0.3, size=(4000,)),
            stream.randint(2, 5, size=(4000,)),
            stream.exponential(2.0, size=(4000,)),
        ]
        run = function([], outputs, build="jax-cpu")
        return [run(), run()]

    (uniform, normal, binomial, integers, exponential), second = found = draws()
    assert 2 <= uniform.min() < 2.01 and 3.99 < uniform.max() < 4
    assert abs(normal.mean() - 1) < 0.2 and abs(normal.std() - 3) < 0.2
    assert abs(binomial.mean() - 1.5) < 0.1 and set(binomial) <= set(range(6))
    assert set(integers) == {2, 3, 4} and abs(exponential.mean() - 2) < 0.2
    assert not np.array_equal(uniform, second[0])
    for a, b in zip(sum(found, []), sum(draws(), [])):
        assert np.array_equal(a, b)


def test_a_stream_that_is_not_updated_gives_the_same_again():
    state = theano.shared(np.random.RandomState(3), borrow=False)
    from theano.tensor.random.basic import uniform

    run = function([], uniform(0, 1, size=(5,), rng=state), build="jax-cpu")
    assert np.array_equal(run(), run())


def test_a_distribution_without_a_form_is_named():
    with pytest.raises(BuildError, match="no distribution 'choice'"):
        function([], RandomStream(seed=1).choice(np.arange(5), size=(3,)), build="jax-cpu")


def test_the_size_must_be_known():
    n = T.iscalar()
    draw = MRG_RandomStream(seed=1).uniform((n,), ndim=1)
    with pytest.raises(BuildError, match="how many random numbers"):
        function([n], draw, build="jax-cpu")(3)
