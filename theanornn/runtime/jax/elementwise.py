"""Element-wise operations and reductions."""

import jax.numpy as jnp
import numpy as np
from theano.scalar import basic
from theano.scalar.basic import ScalarOp
from theano.tensor.basic import Argmax, MaxAndArgmax
from theano.tensor.elemwise import CAReduce, Elemwise, MulWithoutZeros
from theano.tensor.extra_ops import CumOp, DiffOp

from theanornn.runtime.jax.conversions import NotInJax, converts
from theanornn.runtime.jax.refusals import refusal
from theanornn.runtime.jax.scalars import scalar_function


@converts(Elemwise, ScalarOp)
def _elemwise(node, *arrays):
    raise NotImplementedError  # `_prepared_elemwise` takes its place


def _prepared_elemwise(node, build):
    op = getattr(node.op, "scalar_op", node.op)
    function = scalar_function(op)
    if function is None:
        raise refusal(build, node, f"there is no {op} of JAX")
    dtypes = [variable.dtype for variable in node.outputs]

    def convert(node, *arrays):
        results = function(dtypes, *arrays)
        shape = jnp.broadcast_shapes(*(np.shape(a) for a in arrays))
        for variable, array in zip(node.inputs, arrays):
            _check_axes(variable, np.shape(array), shape)
        if not isinstance(results, (list, tuple)):
            results = [results]
        return [jnp.broadcast_to(result, shape) for result in results]

    return convert


def _check_axes(variable, own, shape):
    """Theano repeats an axis of one only where the type says that it is of one."""
    for fixed, size, wanted in zip(getattr(variable, "broadcastable", ()), own, shape):
        if size != wanted and not fixed:
            raise ValueError(f"sizes of an axis differ: {size} and {wanted}")


_elemwise.prepare = _prepared_elemwise


def _without_zeros(x, axis, dtype):
    return jnp.prod(jnp.where(x == 0, jnp.ones_like(x), x), axis, dtype=dtype)


def _bits(function):
    return lambda x, axis, dtype: function(x.astype(bool), axis)


_REDUCTIONS = {
    basic.Add: lambda x, axis, dtype: jnp.sum(x, axis, dtype=dtype),
    basic.Mul: lambda x, axis, dtype: jnp.prod(x, axis, dtype=dtype),
    MulWithoutZeros: _without_zeros,
    basic.ScalarMaximum: lambda x, axis, dtype: jnp.max(x, axis),
    basic.ScalarMinimum: lambda x, axis, dtype: jnp.min(x, axis),
    basic.AND: _bits(jnp.all),
    basic.OR: _bits(jnp.any),
}


@converts(CAReduce)
def _reduce(node, x):
    op = node.op
    function = _REDUCTIONS.get(type(op.scalar_op))
    if function is None:
        raise NotInJax(f"there is no reduction by {op.scalar_op} of JAX")
    accumulator = getattr(op, "acc_dtype", None) or node.outputs[0].dtype
    axis = op.axis if op.axis is None else tuple(op.axis)
    return function(x, axis, accumulator)


@converts(MaxAndArgmax)
def _max_and_argmax(node, x):
    flat = _flattened_last(x, node.op.axis)
    return [jnp.max(flat, -1), jnp.argmax(flat, -1)]


@converts(Argmax)
def _argmax(node, x, *_):
    return jnp.argmax(_flattened_last(x, node.op.axis), -1)


def _flattened_last(x, axes):
    """The array with some of its axes made one, the last."""
    axes = tuple(range(x.ndim)) if axes is None else tuple(np.atleast_1d(axes))
    kept = [axis for axis in range(x.ndim) if axis not in axes]
    moved = jnp.transpose(x, (*kept, *axes))
    return moved.reshape([x.shape[axis] for axis in kept] + [-1])


@converts(CumOp)
def _cumulated(node, x):
    function = {"add": jnp.cumsum, "mul": jnp.cumprod}[node.op.mode]
    return function(x, axis=node.op.axis)


@converts(DiffOp)
def _differences(node, x):
    return jnp.diff(x, n=node.op.n, axis=node.op.axis)
