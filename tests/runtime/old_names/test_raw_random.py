"""Draws from NumPy's random states; the numbers are those of Theano 1.0.5, in float32."""

import numpy as np
import pytest
import theano
from theano import tensor
from theano.gradient import NullTypeGradError

from theanornn.runtime.old_names import raw_random
from theanornn.runtime.old_names.shared_randomstreams import RandomStreams

CASES = {
    "uniform": (((2, 2),), {}, [[0.12672381, 0.97091597], [0.13989098, 0.88754827]]),
    "normal": (((2,),), {}, [0.37328446, -0.65746671]),
    "binomial": (((3,),), {"n": 1, "p": 0.5}, [0, 0, 0]),
    "random_integers": (((4,),), {"low": 0, "high": 9}, [6, 5, 1, 3]),
    "permutation": (((2,),), {"n": 4}, [[2, 1, 3, 0], [2, 0, 1, 3]]),
    "choice": (((3,),), {"a": 5}, [4, 3, 3]),
    "multinomial": (((2,),), {"n": 3, "pvals": [0.2, 0.8]}, [[1, 2], [0, 3]]),
    "poisson": (((3,),), {"lam": 2.0}, [0, 5, 1]),
}


def test_the_numbers_of_theano_1(monkeypatch):
    monkeypatch.setattr(theano.config, "floatX", "float32")
    streams = RandomStreams(seed=234)
    samples = [getattr(streams, name)(*a, **k) for name, (a, k, _) in CASES.items()]
    drawn = theano.function([], [*samples, *[s.shape for s in samples]])()
    for (name, (_, _, expected)), value in zip(CASES.items(), drawn):
        np.testing.assert_allclose(value, expected, rtol=1e-6, err_msg=name)
        assert value.dtype == ("float32" if name in ("uniform", "normal") else "int64")
    shapes = [tuple(shape) for shape in drawn[len(CASES) :]]
    assert shapes == [value.shape for value in drawn[: len(CASES)]]


@pytest.mark.parametrize("size", [None, "shape", "vector", (2, 1)])
def test_sizes(size):
    low = tensor.dmatrix("low")
    asked = {"shape": low.shape, "vector": tensor.lvector("size")}.get(size, size)
    ndim = 2 if size == "vector" else None
    state = theano.shared(np.random.RandomState(3))
    after, sample = raw_random.uniform(state, asked, low, low + 1.0, ndim=ndim)
    assert sample.ndim == 2
    given = np.array([[1.0], [5.0]]) if size == (2, 1) else np.array([[1.0, 2.0], [5.0, 6.0]])
    inputs = [low, asked] if size == "vector" else [low]
    values = [given, np.array([2, 2])] if size == "vector" else [given]
    f = theano.function(inputs, sample, updates=[(state, after)])
    np.testing.assert_array_equal(
        [f(*values), f(*values)],
        np.random.RandomState(3).uniform(given, given + 1, (2, *given.shape)),
    )


def test_ones_are_broadcastable_and_integers_only():
    state = theano.shared(np.random.RandomState(3))
    assert raw_random.normal(state, (2, 1))[1].broadcastable == (False, True)
    assert raw_random.choice(state, a=5)[1].ndim == 0
    with pytest.raises(TypeError, match="size must be a vector or tuple of whole numbers"):
        raw_random.uniform(state, tensor.dvector())


def test_states_stay_as_they_were_and_the_optimized_draw_works_in_place():
    state = theano.shared(np.random.RandomState(3))
    after, sample = raw_random.uniform(state, (2,))
    twice = theano.function([], [sample, raw_random.uniform(state, (2,))[1]], mode="FAST_RUN")()
    np.testing.assert_array_equal(*twice)
    fast = theano.function([], sample, updates=[(state, after)], mode="FAST_RUN")
    assert [n.op.inplace for n in fast.maker.fgraph.toposort()] == [True]
    first, second = fast(), fast()
    np.testing.assert_array_equal([*first, *second], np.random.RandomState(3).uniform(size=4))


def test_no_gradient():
    low = tensor.dscalar("low")
    sample = raw_random.uniform(theano.shared(np.random.RandomState(3)), (2,), low)[1]
    with pytest.raises(NullTypeGradError, match="random numbers have no gradient"):
        theano.grad(sample.sum(), low)
