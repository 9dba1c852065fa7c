"""Shared variables of the JAX build: on the device between calls, at home when asked for."""

import copy
import pickle

import numpy as np
import pytest
import theano
import theano.tensor as T

jax = pytest.importorskip("jax")

from theanornn.function_cache import function  # noqa: E402


@pytest.fixture
def w():
    return theano.shared(np.arange(6.0).reshape(2, 3), "w")


def held(shared):
    return shared.container.storage[0]


def test_values_stay_on_the_device_between_calls(w):
    step = function([], updates=[(w, w + 1)], build="jax-cpu")
    step()
    first = held(w)
    step()
    assert isinstance(first, jax.Array) and first.is_deleted()  # its memory was given up
    assert isinstance(held(w), jax.Array)
    read = function([], w.sum(), build="jax-cpu")
    kept = held(w)
    assert read() == 27 and held(w) is kept and not kept.is_deleted()


def test_get_value_set_value_and_other_builds_see_what_there_is(w):
    step = function([], updates=[(w, 2 * w)], build="jax-cpu")
    step()
    value = w.get_value()
    assert type(value) is np.ndarray and value[1, 2] == 10 and isinstance(held(w), jax.Array)
    value[:] = 0  # a copy
    assert w.get_value()[1, 2] == 10
    w.get_value(borrow=True)[1, 2] = 7
    step()
    assert w.get_value()[1, 2] == 14
    w.set_value(np.ones((2, 3)))
    step()
    assert (w.get_value() == 2).all()
    plain = function([], w.sum(), updates=[(w, w + 1)])
    assert plain() == 12 and type(held(w)) is np.ndarray
    step()
    assert (w.get_value() == 6).all()


def test_memory_of_the_caller_is_left_alone():
    memory = np.zeros(1000)
    w = theano.shared(memory, borrow=True)
    step = function([], updates=[(w, w + 1)], build="jax-cpu")
    step(), step()
    assert (memory == 0).all() and (w.get_value() == 2).all()


def test_copies_and_pickles_are_at_home(w):
    function([], updates=[(w, w + 1)], build="jax-cpu")()
    expected = np.arange(6.0).reshape(2, 3) + 1
    for other in (copy.deepcopy(w), pickle.loads(pickle.dumps(w)), w.clone()):
        assert (other.get_value() == expected).all()


def test_variables_that_take_each_others_values(w):
    other = theano.shared(np.zeros((2, 3)), "other")
    third = theano.shared(np.zeros((2, 3)), "third")
    total = w + other
    swap = function([], updates=[(w, other), (other, w), (third, w)], build="jax-cpu")
    both = function([], [total, total], updates=[(w, total), (other, total)], build="jax-cpu")
    first = w.get_value()
    swap()
    assert (w.get_value() == 0).all() and (other.get_value() == first).all()
    for _ in range(3):
        swap()
        results = both()
        results[0][:] = 99  # nobody else's
    assert (third.get_value() == 2 * first).all() and (results[1] == 4 * first).all()
    assert (w.get_value() == 4 * first).all() and (other.get_value() == 4 * first).all()


def test_a_failed_call_changes_nothing(w):
    x = T.vector()
    step = function([x], updates=[(w, w + x)], build="jax-cpu")
    step(np.ones(3))
    with pytest.raises(ValueError, match=r"\(2, 3\), \(4,\)|\(2, 3\), \(1, 4\)"):
        step(np.ones(4))
    assert (w.get_value() == np.arange(6.0).reshape(2, 3) + 1).all()


def test_inputs_with_default_values_and_outputs_by_name():
    x = T.vector("x")
    scale = theano.In(T.scalar("scale"), value=2.0)
    run = function([x, scale], {"a": x * scale.variable, "b": x.sum()}, build="jax-cpu")
    assert run([1.0, 2.0])["a"].tolist() == [2, 4] and run([1.0], 5.0)["a"].tolist() == [5]
    assert run([1.0, 2.0], output_subset=["b"])["b"] == 3 and run([3.0])["a"].tolist() == [6]


def test_a_second_function_takes_over_the_optimised_graph():
    x = T.vector("x")
    expression = T.exp(x) * 3.25 + T.log(T.exp(x))
    origins = []
    for build in ("jax-cpu", "cpu", "jax-cpu"):
        w = theano.shared(np.zeros(2))
        run = function([x], expression, updates=[(w, w + 1)], build=build)
        np.testing.assert_allclose(run([0.0, 1.0]), [3.25, 3.25 * np.e + 1])
        assert (w.get_value() == 1).all()
        origins.append(run.maker.origin)
    assert origins[2] == "shared" or origins[0] == "disk"
