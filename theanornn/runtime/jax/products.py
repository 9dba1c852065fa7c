"""Products of matrices, and what is solved with them."""

import jax.numpy as jnp
from theano.tensor import basic, blas, nlinalg

from theanornn.runtime.jax.conversions import converts


@converts(basic.Dot, blas.Dot22)
def _dot(node, x, y):
    return jnp.dot(x, y)


@converts(blas.Dot22Scalar)
def _scaled_dot(node, x, y, factor):
    return jnp.dot(x, y) * factor


@converts(blas.Gemm)
def _gemm(node, z, a, x, y, b):
    return b * z + a * jnp.dot(x, y)


@converts(blas.Gemv)
def _gemv(node, z, a, x, y, b):
    return b * z + a * jnp.dot(x, y)


@converts(blas.Ger)
def _ger(node, z, a, x, y):
    return z + a * jnp.outer(x, y)


@converts(blas.BatchedDot)
def _batched_dot(node, x, y):
    if x.ndim == 2:
        return jnp.einsum("bi,bi...->b...", x, y)
    return jnp.einsum("bij,bj->bi" if y.ndim == 2 else "bij,bjk->bik", x, y)


@converts(nlinalg.MatrixInverse)
def _inverse(node, x):
    return jnp.linalg.inv(x)


@converts(nlinalg.Det)
def _determinant(node, x):
    return jnp.linalg.det(x)
