"""Builders: the caller's variables in, variables in the order of time out."""

import inspect

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests import reference
from theanornn import builders
from theanornn.errors import DtypeError, ShapeError, UnknownNameError

STEPS, BATCH, N_IN, N = 4, 2, 3, 2


def weights(rng, gates):
    return (
        rng.normal(size=(N_IN, gates * N)),
        rng.normal(size=(N, gates * N)),
        rng.normal(size=gates * N),
    )


@pytest.fixture
def data(rng):
    mask = np.array([[0, 1], [1, 1], [1, 0], [1, 0]], dtype="float64")
    return (
        rng.normal(size=(STEPS, BATCH, N_IN)),
        mask,
        rng.normal(size=(BATCH, N)),
        rng.normal(size=(BATCH, N)),
    )


def test_signatures():
    driving = (
        "reverse=False, truncate_gradient=-1, how='auto', grad_clipping=0, "
        "only_return_final=False, precompute_input=True"
    )
    expected = {
        "simple_rnn": f"(x, W, U, b, h0=None, mask=None, activation='tanh', {driving}, like=None)",
        "lstm": "(x, W, U, b, h0=None, c0=None, mask=None, peepholes=None, activation='tanh', "
        f"inner_activation='sigmoid', {driving}, biases=None, like=None)",
        "gru": "(x, W, U, b, h0=None, mask=None, reset_after=False, b_recurrent=None, "
        f"activation='tanh', inner_activation='sigmoid', {driving}, update_gate='keeps', "
        "like=None)",
    }
    for name, signature in expected.items():
        assert str(inspect.signature(getattr(builders, name))) == signature


@pytest.mark.parametrize("reverse", [False, True])
def test_simple_rnn(reverse, data, rng):
    x, mask, h0, _ = data
    arrays = weights(rng, 1)
    hs = builders.simple_rnn(
        T.tensor3("x"),
        *map(theano.shared, arrays),
        h0=theano.shared(h0),
        mask=theano.shared(mask),
        activation="softsign",
        reverse=reverse,
    )
    step = reference.simple_rnn_step(*arrays, activation="softsign")
    (expected,) = reference.over_time(step, x, [h0], mask, reverse)
    np.testing.assert_allclose(run(hs, x), expected, rtol=1e-10)


@pytest.mark.parametrize("form", ["none", "vector", "three"])
def test_lstm(form, data, rng):
    x, mask, h0, c0 = data
    arrays, peepholes = weights(rng, 4), rng.normal(size=3 * N)
    given = {
        "none": None,
        "vector": theano.shared(peepholes),
        "three": [theano.shared(part) for part in np.split(peepholes, 3)],
    }[form]
    hs, cs = builders.lstm(
        T.tensor3("x"),
        *map(theano.shared, arrays),
        h0=theano.shared(h0),
        c0=theano.shared(c0),
        mask=theano.shared(mask),
        peepholes=given,
        inner_activation="hard_sigmoid",
    )
    step = reference.lstm_step(
        *arrays, None if given is None else peepholes, inner_activation="hard_sigmoid"
    )
    expected = reference.over_time(step, x, [h0, c0], mask)
    np.testing.assert_allclose(run(hs, x), expected[0], rtol=1e-10)
    np.testing.assert_allclose(run(cs, x), expected[1], rtol=1e-10)


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


def run(variable, x):
    (name,) = (v for v in theano.graph.basic.graph_inputs([variable]) if v.name == "x")
    return theano.function([name], variable)(x)


def test_weights_may_be_expressions_and_gradients_pass_through_them(data, rng):
    """Tied and scaled weights: sizes unknown when the graph is built."""
    x, _, _, _ = data
    W, U, _ = weights(rng, 1)
    scale = theano.shared(np.float64(0.5))
    tied = theano.shared(U.T)
    hs = builders.simple_rnn(theano.shared(x), theano.shared(W) * scale, tied.T, None)
    value, by_scale, by_tied = theano.function([], [hs, *T.grad(hs.sum(), [scale, tied])])()

    def oracle(scale, tied):
        step = reference.simple_rnn_step(W * scale, tied.T, 0.0)
        return reference.over_time(step, x, [np.zeros((BATCH, N))])[0]

    np.testing.assert_allclose(value, oracle(0.5, U.T), rtol=1e-10)
    expected = reference.numeric_gradient(
        lambda scale, tied: float(oracle(scale, tied).sum()), [np.array(0.5), U.T]
    )
    np.testing.assert_allclose(by_scale, expected[0], rtol=1e-6)
    np.testing.assert_allclose(by_tied, expected[1], rtol=1e-6)


def test_how_and_truncation_are_passed_on(data, rng):
    arrays = [theano.shared(array) for array in weights(rng, 4)]
    x = theano.shared(data[0])
    gradients = []
    for how in ("scan", "unroll"):
        hs, cs = builders.lstm(x, *arrays, truncate_gradient=2, how=how)
        assert hs.tag.theanornn_driver.driver == cs.tag.theanornn_driver.driver == how
        gradients.append(theano.function([], T.grad(hs.sum(), [x]))()[0])
    np.testing.assert_allclose(*gradients, rtol=1e-10)
    assert not gradients[0][:2].any() and gradients[0][2:].all()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (dict(W=np.zeros((3, 6))), ShapeError, r"W has shape \(3, 6\), expected \(3, 8\).*a GRU"),
        (dict(b=np.zeros((8, 1))), ShapeError, r"b has 2 dimensions, expected 1: \(4\*units,\)"),
        (dict(h0=np.zeros((5, 2))), ShapeError, r"initial state 'h' has shape \(5, 2\)"),
        (dict(mask=np.zeros((2, 4))), ShapeError, r"mask has shape \(2, 4\), expected \(4, 2\)"),
        (dict(peepholes=np.zeros(2)), ShapeError, r"peepholes has shape \(2,\), expected \(6,\)"),
        (dict(peepholes=(np.zeros(2),)), ShapeError, "1 peepholes given, expected three vectors"),
        (
            dict(peepholes=[np.zeros(2), np.zeros(3), np.zeros(2)]),
            ShapeError,
            r"peephole of gate 'f' has shape \(3,\), expected \(2,\)",
        ),
        (dict(U=np.zeros((2, 8), dtype="int64")), DtypeError, "U has dtype int64"),
        (dict(inner_activation="hard"), UnknownNameError, "unknown activation 'hard'"),
    ],
)
def test_bad_input(arguments, error, message):
    good = dict(x=np.zeros((4, 2, 3)), W=np.zeros((3, 8)), U=np.zeros((2, 8)), b=np.zeros(8))
    with pytest.raises(error, match=message):
        builders.lstm(**{**good, **arguments})
