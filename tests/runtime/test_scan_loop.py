"""``theano.scan``'s loop, in C up to Python 3.11."""

import sys

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.runtime import scan_loop


@pytest.mark.compiled
@pytest.mark.skipif(not scan_loop.IN_C, reason="the loop is in Python here")
def test_loop_is_in_c(rng):
    from theano.scan import scan_perform_ext

    compiled = sys.modules["scan_perform.scan_perform"]
    assert compiled.__file__.startswith(theano.config.compiledir)
    assert scan_perform_ext.perform is compiled.perform


@pytest.mark.compiled
def test_values_and_gradient(rng):
    x, w = T.vector("x"), theano.shared(0.5)
    hs, _ = theano.scan(lambda a, h: a + w * h, x, T.zeros(()))
    mode = theano.compile.mode.Mode("cvm", "fast_compile")
    function = theano.function([x], [hs[-1], T.grad(hs[-1], w)], mode=mode)
    data = rng.normal(size=5)
    powers = np.arange(4, -1, -1)
    value, gradient = function(data)
    np.testing.assert_allclose(value, (data * 0.5**powers).sum(), rtol=1e-12)
    np.testing.assert_allclose(gradient, (data * powers * 0.5 ** (powers - 1.0)).sum(), rtol=1e-12)


def test_source_is_edited_where_it_must_be():
    source = "x->subarray; (frame)->f_lineno = (lineno); __pyx_v_d->subarray->shape"
    edited = scan_loop.edit(source)
    assert "THEANORNN_SUBARRAY(__pyx_v_d)->shape" in edited
    assert "x->subarray;" in edited
    assert ("f_lineno" in edited) == (sys.version_info < (3, 11))
