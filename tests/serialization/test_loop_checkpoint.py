"""Loops written by hand go on bit for bit."""

import os
import signal

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.sandbox.rng_mrg import MRG_RandomStream

from theanornn.errors import DataError, DtypeError
from theanornn.serialization import LoopCheckpoint


class Died(Exception):
    pass


def nothing():
    pass


def train(folder, dies=99, how=nothing, **options):
    """A program's loop, with dropout, momentum and shuffling of its own."""
    W, m = theano.shared(np.ones(3), "W"), theano.shared(np.zeros(3), "m")
    stream, x = MRG_RandomStream(seed=5), T.vector("x")
    gradient = T.grad(T.sqr(T.dot(x * stream.binomial((3,), p=0.5, dtype="float64"), W)), W)
    step = theano.function([x], updates=[(m, 0.9 * m - 0.01 * gradient), (W, W + m)])
    rng, done = np.random.default_rng(2), 0
    data = np.random.default_rng(0).normal(size=(6, 3))
    variables = {"W": W, "m": m}
    with LoopCheckpoint(folder, variables, [stream], [rng], **{"batches": 2, **options}) as run:
        for epoch in range(run.position.get("epoch", 0), 3):
            order, first = run.position.get("order"), run.position.get("batch", 0)
            order = rng.permutation(6) if order is None else order
            for batch in range(first, 6):
                step(data[order[batch]])
                done += 1
                if done == dies:
                    how()
                run.step(epoch=epoch, batch=batch + 1, order=order)
                if done == dies and how is nothing:
                    raise Died
                if run.stopping:
                    return W.get_value(), done
            run.save(epoch=epoch + 1)
    return W.get_value(), done


def test_bit_for_bit(tmp_path):
    expected, steps = train(tmp_path / "whole")
    assert steps == 18
    for dies in (3, 5, 1, 4):
        with pytest.raises(Died):
            train(tmp_path / "run", dies)
    found, _ = train(tmp_path / "run")
    np.testing.assert_array_equal(found, expected)
    assert train(tmp_path / "run")[1] == 0


def test_signals(tmp_path):
    expected, _ = train(tmp_path / "whole")
    quiet = {"batches": None, "seconds": None}
    assert train(tmp_path / "run", 2, lambda: os.kill(os.getpid(), signal.SIGINT), **quiet)[1] == 2
    with pytest.raises(SystemExit):
        train(tmp_path / "run", 3, lambda: os.kill(os.getpid(), signal.SIGTERM), **quiet)
    found, steps = train(tmp_path / "run", **quiet)
    assert steps == 18 - 5
    np.testing.assert_array_equal(found, expected)


def test_what_is_refused(tmp_path):
    W = theano.shared(np.zeros(3), "W")
    with LoopCheckpoint(tmp_path, [W]) as run:
        run.save(epoch=1)
    for variables, generators, message in [
        ([theano.shared(np.zeros(4))], [], r"1 arrays of variables, of shapes \(3,\)"),
        ([W, W], [], "here are 2"),
        ([W], [np.random.default_rng()], "was written with the generators"),
    ]:
        with pytest.raises(DataError, match=message):
            LoopCheckpoint(tmp_path, variables, generators=generators).__enter__()
    with pytest.raises(DtypeError, match="expected shared variables"):
        LoopCheckpoint(tmp_path, [np.zeros(3)])
    with pytest.raises(DtypeError, match="numpy.random.Generator"):
        LoopCheckpoint(tmp_path, [W], generators=[np.random])
    with LoopCheckpoint(tmp_path, [W]) as run, pytest.raises(DtypeError, match="cannot hold"):
        run.save(function=len)
