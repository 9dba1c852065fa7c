"""Beside the values in `test_golden`."""

import numpy as np
import pytest

from theanornn.keras import backend as K


@pytest.mark.parametrize("axis, keepdims", [(None, False), (0, True), ((0, 1), False), (-1, True)])
def test_logsumexp_does_not_overflow(axis, keepdims, rng):
    x = rng.normal(size=(3, 4))
    expected = np.log(np.exp(x).sum(axis=axis, keepdims=keepdims))
    got = K.eval(K.logsumexp(K.variable(x + 1000), axis, keepdims))
    np.testing.assert_allclose(got, expected + 1000, rtol=1e-12)


def test_logsumexp_of_infinities():
    x = K.variable([[-np.inf, -np.inf], [np.inf, 0.0], [-np.inf, 0.0]])
    assert K.eval(K.logsumexp(x, axis=1)).tolist() == [-np.inf, np.inf, 0]


def test_means_are_of_floatX():
    assert K.mean(K.variable([1, 2], dtype="int32")).dtype == K.floatx()
    assert K.eval(K.mean(K.equal(K.variable([1.0, 2.0]), 1.0))) == 0.5
    assert K.mean(K.variable([1.0], dtype="float32")).dtype == "float32"
