"""Theano's products in C, with the BLAS found here."""

import numpy as np
import pytest
import theano
import theano.tensor as T


@pytest.fixture(scope="module")
def product():
    x, y = T.matrices("xy")
    function = theano.function([x, y], T.dot(x, y), mode="FAST_RUN")
    assert [type(node.op).__name__ for node in function.maker.fgraph.toposort()] == ["Dot22"]
    return function


SHAPES = [(3, 4, 5), (1, 4, 5), (3, 1, 5), (3, 4, 1), (1, 1, 1)]
EMPTY = [(0, 3, 4), (2, 0, 4), (2, 3, 0), (0, 0, 4), (2, 0, 0), (0, 0, 0)]


@pytest.mark.compiled
@pytest.mark.parametrize("n, k, m", SHAPES + EMPTY)
def test_product(rng, product, n, k, m):
    x, y = rng.normal(size=(n, k)), rng.normal(size=(k, m))
    result = product(x, y)
    assert result.shape == (n, m)
    np.testing.assert_allclose(result, x @ y, rtol=1e-12)


@pytest.mark.compiled
@pytest.mark.parametrize("n, k, m", EMPTY)
def test_added_to_an_empty_product(rng, n, k, m):
    x, y, z = T.matrices("xyz")
    function = theano.function([x, y, z], z + 2 * T.dot(x, y), mode="FAST_RUN")
    assert any("Gemm" in str(node.op) for node in function.maker.fgraph.toposort())
    a, b, c = rng.normal(size=(n, k)), rng.normal(size=(k, m)), rng.normal(size=(n, m))
    np.testing.assert_allclose(function(a, b, c), c + 2 * a @ b, rtol=1e-12)


@pytest.mark.compiled
def test_product_with_a_vector(rng):
    x, y = T.matrix("x"), T.vector("y")
    function = theano.function([x, y], T.dot(x, y), mode="FAST_RUN")
    assert any("Gemv" in str(node.op) for node in function.maker.fgraph.toposort())
    a, b = rng.normal(size=(3, 4)), rng.normal(size=4)
    np.testing.assert_allclose(function(a, b), a @ b, rtol=1e-12)


def test_fresh_memory_is_cleared():
    assert T.blas_c.check_force_gemv_init()


def test_prefix_in_the_header():
    with theano.config.change_flags(blas__ldflags="-L/somewhere -lscipy_openblas"):
        text = T.blas_headers.blas_header_text()
    for routine in ("sgemm_", "dgemv_", "ddot_", "sger_", "zgemm_", "openblas_set_num_threads"):
        assert f"#define {routine} scipy_{routine}\n" in text


def test_no_prefix():
    with theano.config.change_flags(blas__ldflags="-lopenblas"):
        assert "scipy_" not in T.blas_headers.blas_header_text()
