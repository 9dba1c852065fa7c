"""Matrix products with a packed operand, against NumPy's, at sizes that fit no block."""

import functools

import numpy as np
import pytest

from tests.recurrence.fused import kernels

pytestmark = pytest.mark.compiled

WIDTHS = kernels.vector_widths()
# Rows, columns, inner: around the heights of tiles and the widths of panels, and larger.
SIZES = [
    *[(m, 5, 3) for m in (1, 2, 3, 6, 7, 11, 12, 13, 24, 25)],
    *[(2, n, 4) for n in (1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65, 127, 129, 200)],
    *[(1, n, 5) for n in (1, 33, 128, 129, 300)],
    *[(3, 33, k) for k in (0, 1, 2, 17, 100)],
    (97, 70, 33),
    (200, 19, 7),
    (0, 5, 3),
]
MARGIN = 3  # columns beside the matrices, which nothing may touch


@functools.cache
def library(dtype, width):
    code = (kernels.FOLDER / "products.cpp").read_text()
    return kernels.load(code, dtype, width)


@pytest.fixture(params=[(d, w) for d in kernels.DTYPES for w in WIDTHS], ids=str)
def kernel(request):
    dtype, width = request.param
    found = library(dtype, width)
    found.packed_size.restype = kernels.ctypes.c_long
    return found, dtype


def matrix(rng, rows, columns, dtype):
    """Return a matrix as a part of a wider one."""
    return rng.normal(size=(rows, columns + MARGIN)).astype(dtype)[:, :columns]


def stride(a):
    return a.shape[1] + MARGIN


def packed(found, b, inner, columns, transposed=False):
    """Return the packed operand, in memory that is followed by numbers nothing may touch."""
    size = found.packed_size(kernels.ctypes.c_long(inner), kernels.ctypes.c_long(columns))
    memory = np.full(size + 8, 7, b.dtype)
    pack = found.pack_transposed if transposed else found.pack
    kernels.call(pack, b, stride(b), inner, columns, memory)
    assert (memory[size:] == 7).all()
    return memory


def assert_product(c, expected, inner):
    eps = np.finfo(c.dtype).eps
    np.testing.assert_allclose(c, expected, rtol=0, atol=4 * eps * (inner + 2) * 3)
    assert (c.base[:, c.shape[1] :] == 7).all(), "it wrote beside the result"


def result_like(rng, rows, columns, dtype):
    c = rng.normal(size=(rows, columns + MARGIN)).astype(dtype)
    c[:, columns:] = 7
    return c[:, :columns]


@pytest.mark.parametrize("transposed", [False, True], ids=["plain", "transposed"])
def test_product(kernel, transposed, rng):
    found, dtype = kernel
    for m, n, k in SIZES:
        a = matrix(rng, m, k, dtype)
        b = matrix(rng, n, k, dtype) if transposed else matrix(rng, k, n, dtype)
        memory = packed(found, b, k, n, transposed)
        expected = a.astype("float64") @ (b.T if transposed else b)
        for add in (0, 1):
            c = result_like(rng, m, n, dtype)
            wanted = expected + add * c
            kernels.call(found.product, m, n, k, a, stride(a), memory, c, stride(c), add)
            assert_product(c, wanted, k)


@pytest.mark.parametrize("biased", [False, True])
def test_product_plus_bias(kernel, biased, rng):
    found, dtype = kernel
    for m, n, k in SIZES:
        a, b = matrix(rng, m, k, dtype), matrix(rng, k, n, dtype)
        bias = rng.normal(size=n).astype(dtype) if biased else None
        c = result_like(rng, m, n, dtype)
        memory = packed(found, b, k, n)
        kernels.call(found.product_plus_bias, m, n, k, a, stride(a), memory, c, stride(c), bias)
        assert_product(c, a.astype("float64") @ b + (bias if biased else 0), k)


def test_product_of_transposed(kernel, rng):
    found, dtype = kernel
    for m, n, k in SIZES:
        a, b = matrix(rng, k, m, dtype), matrix(rng, k, n, dtype)
        c = result_like(rng, m, n, dtype)
        wanted = c + a.astype("float64").T @ b
        memory = packed(found, b, k, n)
        kernels.call(found.product_of_transposed, m, n, k, a, stride(a), memory, c, stride(c))
        assert_product(c, wanted, k)


def test_sums_of_columns_while_packing(kernel, rng):
    found, dtype = kernel
    for _, n, k in SIZES:
        b = matrix(rng, k, n, dtype)
        sums = np.concatenate([rng.normal(size=n), [7]]).astype(dtype)
        expected = sums[:n] + b.astype("float64").sum(axis=0)
        size = found.packed_size(kernels.ctypes.c_long(k), kernels.ctypes.c_long(n))
        memory = np.full(size, 7, dtype)
        kernels.call(found.pack_and_sum, b, stride(b), k, n, memory, sums)
        np.testing.assert_allclose(sums[:n], expected, rtol=0, atol=20 * np.finfo(dtype).eps * k)
        assert sums[n] == 7
        np.testing.assert_array_equal(memory, packed(found, b, k, n)[:size])


def test_rows_do_not_depend_on_each_other(kernel, rng):
    """Not a bit: what shares a tile with a row does not change it."""
    found, dtype = kernel
    a, b = matrix(rng, 13, 9, dtype), matrix(rng, 9, 40, dtype)
    memory = packed(found, b, 9, 40)
    once, again = (result_like(rng, 13, 40, dtype) for _ in range(2))
    kernels.call(found.product, 13, 40, 9, a, stride(a), memory, once, stride(once), 0)
    a[5] = np.nan
    a[7] = np.inf
    kernels.call(found.product, 13, 40, 9, a, stride(a), memory, again, stride(again), 0)
    others = [row for row in range(13) if row not in (5, 7)]
    np.testing.assert_array_equal(once[others], again[others])
    assert np.isnan(again[5]).all() and not np.isfinite(again[7]).any()


def test_scratch_memory(kernel):
    found, dtype = kernel
    found.take_scratch.restype = kernels.ctypes.c_void_p
    take = lambda size: found.take_scratch(kernels.ctypes.c_long(size))
    give = lambda block: found.give_scratch(kernels.ctypes.c_void_p(block))
    first, second = take(1000), take(1000)
    assert first != second and first % 64 == second % 64 == 0
    give(first)
    assert take(900) == first, "the block that was given back is used again"
    for _ in range(20):  # more than are kept
        blocks = [take(10 << k) for k in range(16)]
        assert len(set(blocks)) == 16
        for block in blocks:
            give(block)
    give(first)
    give(second)
