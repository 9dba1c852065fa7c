"""The step that every tutorial of Theano writes, as it is written there, in plain Theano."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests import reference


@pytest.fixture
def arrays(rng):
    return rng.normal(size=(3, 4)), rng.normal(size=(4, 4)), rng.normal(size=4)


def test_one_step(arrays, rng):
    W_xh, W_hh, b_h = map(theano.shared, arrays)
    x_t, h_prev = T.matrices("x_t", "h_prev")
    h_t = T.tanh(T.dot(x_t, W_xh) + T.dot(h_prev, W_hh) + b_h)
    x, h = rng.normal(size=(2, 3)), rng.normal(size=(2, 4))
    got = theano.function([x_t, h_prev], h_t)(x, h)
    np.testing.assert_allclose(got, reference.simple_rnn_step(*arrays)(x, h)[0], rtol=1e-12)


def test_in_scan_with_gradient(arrays, rng):
    W_xh, W_hh, b_h = map(theano.shared, arrays)
    x, h_0 = T.tensor3("x"), T.matrix("h_0")

    def step(x_t, h_prev):
        return T.tanh(T.dot(x_t, W_xh) + T.dot(h_prev, W_hh) + b_h)

    h, updates = theano.scan(step, sequences=x, outputs_info=h_0)
    gradients = T.grad((h[-1] ** 2).sum(), [W_xh, W_hh, b_h])
    function = theano.function([x, h_0], [h, *gradients], updates=updates)
    values = rng.normal(size=(5, 2, 3)), rng.normal(size=(2, 4))

    def oracle(*weights):
        return reference.over_time(reference.simple_rnn_step(*weights), values[0], [values[1]])[0]

    got, *gradients = function(*values)
    np.testing.assert_allclose(got, oracle(*arrays), rtol=1e-10)
    expected = reference.numeric_gradient(lambda *w: (oracle(*w)[-1] ** 2).sum(), arrays)
    for gradient, wanted in zip(gradients, expected):
        np.testing.assert_allclose(gradient, wanted, rtol=1e-6, atol=1e-9)


@pytest.mark.compiled
@pytest.mark.skipif(not theano.config.cxx, reason="there is no C++ compiler")
def test_compiled_to_c(arrays, rng):
    mode = theano.compile.mode.Mode(linker="cvm", optimizer="fast_run")
    W_xh, W_hh, b_h = map(theano.shared, arrays)
    x, h_0 = T.tensor3("x"), T.matrix("h_0")
    h, _ = theano.scan(
        lambda x_t, h_prev: T.tanh(T.dot(x_t, W_xh) + T.dot(h_prev, W_hh) + b_h),
        sequences=x,
        outputs_info=h_0,
        mode=mode,
    )
    values = rng.normal(size=(5, 2, 3)), rng.normal(size=(2, 4))
    got = theano.function([x, h_0], h, mode=mode)(*values)
    (expected,) = reference.over_time(reference.simple_rnn_step(*arrays), values[0], [values[1]])
    np.testing.assert_allclose(got, expected, rtol=1e-10)
