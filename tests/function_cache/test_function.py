"""Functions from the cache compute what they would without it."""

import os
import subprocess
import sys

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.cells import LSTMCell
from theanornn.function_cache import function, maker
from theanornn.recurrence import recur

pytestmark = pytest.mark.usefixtures("empty_cache")


def training(rng, rate=0.1, how="scan"):
    """A model's inputs, loss, weights and updates."""
    cell = LSTMCell(2, 3, rng=rng)
    x, y = T.dtensor3("x"), T.dmatrix("y")
    loss = T.sqr(recur(cell, x, how=how, n_steps=4)[0][-1] - y).mean()
    weights = list(cell.params.values())
    updates = [(w, w - rate * g) for w, g in zip(weights, T.grad(loss, weights))]
    return [x, y], loss, weights, updates


def step(compiled, weights):
    x, y = np.ones((4, 2, 2)), np.zeros((2, 3))
    return [float(compiled(x, y)) for _ in range(3)], [w.get_value() for w in weights]


@pytest.mark.parametrize("how", ["scan", "unroll"])
def test_a_second_model_shares_and_has_its_own_weights(how):
    inputs, loss, weights, updates = training(np.random.default_rng(1), how=how)
    first = function(inputs, loss, updates=updates)
    expected = step(first, weights)
    before = [w.get_value() for w in weights]
    inputs, loss, own, updates = training(np.random.default_rng(1), how=how)
    del first
    second = function(inputs, loss, updates=updates)
    assert second.maker.origin == "shared"
    found = step(second, own)
    np.testing.assert_array_equal(found[0], expected[0])
    for one, other, untouched, w in zip(found[1], expected[1], before, weights):
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(w.get_value(), untouched)


def test_another_process_finds_it():
    inputs, loss, weights, updates = training(np.random.default_rng(1))
    expected = step(function(inputs, loss, updates=updates), weights)
    maker.templates.clear()  # as a new process is
    inputs, loss, weights, updates = training(np.random.default_rng(1))
    again = function(inputs, loss, updates=updates)
    assert again.maker.origin == "disk"
    scans = [n.op for n in again.maker.fgraph.apply_nodes if hasattr(n.op, "fn")]
    assert [op.fn.maker.origin for op in scans] == ["disk", "disk"]
    found = step(again, weights)
    for one, other in zip([found[0], *found[1]], [expected[0], *expected[1]]):
        np.testing.assert_array_equal(one, other)


def test_what_is_different_is_compiled():
    inputs, loss, _, updates = training(np.random.default_rng(1))
    function(inputs, loss, updates=updates)
    for changed in (
        dict(updates=None),
        dict(updates=updates, mode=theano.compile.mode.get_mode("FAST_RUN")),
        dict(updates=training(np.random.default_rng(1), rate=0.2)[3]),
    ):
        if changed["updates"] is not None:
            inputs, loss, _, fresh = training(np.random.default_rng(1), rate=0.2)
            changed["updates"] = fresh
        with theano.config.change_flags(cxx=""):
            assert function(inputs, loss, **changed).maker.origin == "compiled"


def test_flags_of_the_engine_matter():
    x = T.dvector()
    function([x], x * 3)
    assert function([x], x * 3).maker.origin == "shared"
    with theano.config.change_flags(scan__allow_gc=True):
        assert function([x], x * 3).maker.origin == "compiled"


def test_dictionaries_defaults_and_several_outputs():
    x, w = T.dvector("x"), theano.shared(np.zeros(2))
    for origin in ("compiled", "shared"):
        y = T.dvector("y")
        inputs = [x, theano.In(y, value=np.ones(2), name="y")]
        both = function(inputs, {"sum": x + y, "product": x * y}, updates={w: w + x})
        result = both(np.array([1.0, 2.0]))
        np.testing.assert_array_equal(result["sum"], [2, 3])
        np.testing.assert_array_equal(result["product"], [1, 2])
        np.testing.assert_array_equal(both(np.ones(2), y=np.zeros(2))["sum"], [1, 1])
        assert both.maker.origin == origin
    np.testing.assert_array_equal(w.get_value(), [4, 6])


def test_random_streams_go_on_for_each_model_alone():
    def uniform(seed):
        stream = theano.sandbox.rng_mrg.MRG_RandomStream(seed)
        return function([], stream.uniform((3,)))

    first, second, third = uniform(1), uniform(1), uniform(2)
    assert second.maker.origin == "shared"
    one = [first(), first()]
    np.testing.assert_array_equal(one, [second(), second()])
    assert not np.array_equal(one[0], one[1]) and not np.array_equal(one[0], third())


def test_errors_are_the_engines():
    x, y = T.dvectors("x", "y")
    for _ in range(2):
        with pytest.raises(theano.graph.fg.MissingInputError):
            function([x], x + y)
        with pytest.raises(theano.compile.function.types.UnusedInputError):
            function([x, y], x * 7)
        function([x], x * 7)


def test_a_function_says_where_it_was_made():
    x = T.dvector()
    assert os.path.basename(__file__) in function([x], x * 11).name
    assert function([x], x * 11, name="eleven").name == "eleven"


PROGRAM = """
import numpy as np, theano, theano.tensor as T
import theanornn
w = theano.shared(np.ones(3))
x = T.dvector()
f = theanornn.function([x], (x * w).sum(), updates=[(w, w * 2)])
print(f.maker.origin, float(f([1, 2, 3])), float(f([1, 2, 3])))
"""


def test_whole_processes(tmp_path):
    flags = f"base_compiledir={tmp_path},mode=FAST_COMPILE,cxx="
    environment = {**os.environ, "THEANO_FLAGS": flags}
    command = [sys.executable, "-c", PROGRAM]
    lines = [
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert lines == ["compiled 6.0 12.0\n", "disk 6.0 12.0\n"]
