"""Long short-term memory over the caller's variables."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests import reference
from tests.builders.driving import N, run, weights
from theanornn import builders
from theanornn.errors import DtypeError, ShapeError, UnknownNameError


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
        (
            dict(x=np.zeros((4, 2, 3)).tolist()),
            DtypeError,
            r"x=nested lists of shape \(4, 2, 3\), expected .* numbers; .*: numpy\.asarray\(x\)\.$",
        ),
        (dict(b=[0.0] * 8), DtypeError, r"b=\[0.0, .*numpy\.asarray\(b\)"),
        (dict(inner_activation="hard"), UnknownNameError, "unknown activation 'hard'"),
    ],
)
def test_bad_input(arguments, error, message):
    good = dict(x=np.zeros((4, 2, 3)), W=np.zeros((3, 8)), U=np.zeros((2, 8)), b=np.zeros(8))
    with pytest.raises(error, match=message):
        builders.lstm(**{**good, **arguments})
