"""Complex numbers in C."""

import numpy as np
import pytest
import theano
import theano.tensor as T

pytestmark = pytest.mark.compiled


def test_arithmetic(rng):
    z, c, x = T.zmatrix("z"), T.cmatrix("c"), T.dmatrix("x")
    f = theano.function([z, c, x], [z * c + x, abs(z), z / c, T.exp(z).imag], mode="FAST_RUN")
    assert all("Elemwise" in str(node.op) for node in f.maker.fgraph.toposort())
    a = rng.normal(size=(2, 3)) + 1j * rng.normal(size=(2, 3))
    b = (rng.normal(size=(2, 3)) + 1j * rng.normal(size=(2, 3))).astype("complex64")
    d = rng.normal(size=(2, 3))
    for result, wanted in zip(f(a, b, d), [a * b + d, abs(a), a / b, np.exp(a).imag]):
        np.testing.assert_allclose(result, wanted, rtol=1e-12)
