"""Shapes, and what only moves numbers: reshape, join, alloc, views."""

import jax.numpy as jnp
import numpy as np
from theano.compile.ops import DeepCopyOp, Rebroadcast, Shape, Shape_i, SpecifyShape, ViewOp
from theano.printing import Print
from theano.tensor import basic, extra_ops
from theano.tensor.elemwise import DimShuffle
from theano.tensor.opt import Assert, MakeVector
from theano.tensor.sort import ArgSortOp, SortOp
from theano.tensor.type_other import MakeSlice

from theanornn.runtime.jax.conversions import Cut, NotInJax, converts, integer, is_static

#: Numbers up to which integers that are made of shapes stay known while the function is traced.
_FEW = 16


@converts(Shape)
def _shape(node, x):
    if isinstance(x, Cut):
        return jnp.stack([x.length, *x.array.shape[1:]])
    return np.array(np.shape(x), np.int64)


@converts(Shape_i)
def _one_size(node, x):
    if isinstance(x, Cut):
        return x.length if node.op.i == 0 else np.array(x.array.shape[node.op.i], np.int64)
    return np.array(np.shape(x)[node.op.i], np.int64)


_shape.takes_cut = _one_size.takes_cut = True


@converts(ViewOp, DeepCopyOp, Rebroadcast, extra_ops.CpuContiguous, Print)
@converts(basic.TensorFromScalar, basic.ScalarFromTensor)
def _same(node, x):
    return x


_same.takes_cut = True


@converts(SpecifyShape)
def _of_this_shape(node, x, shape):
    if is_static(shape) and tuple(np.shape(x)) != tuple(shape):
        raise NotInJax(f"an array has shape {tuple(np.shape(x))}, expected {tuple(shape)}")
    return x


@converts(Assert)
def _asserted(node, x, *conditions):
    if any(is_static(c) and not np.all(c) for c in conditions):
        raise NotInJax(f"{node.op.msg} (found while the function was traced)")
    return x  # what depends on data is not looked at on the device


@converts(MakeVector)
def _vector(node, *scalars):
    return jnp.stack([jnp.asarray(s, node.outputs[0].dtype) for s in scalars])


@converts(MakeSlice)
def _slice(node, start=None, stop=None, step=None):
    bounds = [None if b is None else integer(b, "a slice's bound") for b in (start, stop, step)]
    return slice(*bounds)


@converts(DimShuffle)
def _dimshuffle(node, x):
    op = node.op
    x = jnp.transpose(x, op.shuffle + op.drop)
    x = x.reshape(x.shape[: len(op.shuffle)])
    return jnp.expand_dims(x, op.augment)


def _sizes(sizes, what):
    return tuple(integer(size, f"a size of {what}") for size in sizes)


@converts(basic.Alloc)
def _alloc(node, value, *shape):
    shape = _sizes(shape, "alloc")
    few = is_static(value) and np.prod(shape) <= _FEW and node.outputs[0].dtype.startswith("int")
    return (np if few else jnp).broadcast_to(np.asarray(value) if few else value, shape)


@converts(basic.AllocEmpty)
def _empty(node, *shape):
    return jnp.zeros(_sizes(shape, "an empty array"), node.outputs[0].dtype)


_alloc.never_static = _empty.never_static = True


@converts(basic.Reshape)
def _reshape(node, x, shape):
    if not is_static(shape):
        raise NotInJax("a shape to reshape to depends on data")
    shape = tuple(int(size) for size in np.asarray(shape))
    return jnp.reshape(x, shape)


@converts(basic.Flatten)
def _flatten(node, x):
    return x.reshape([*x.shape[: node.op.outdim - 1], -1])


@converts(basic.Join)
def _join(node, axis, *arrays):
    return jnp.concatenate(arrays, integer(axis, "the axis to join along"))


@converts(basic.Split)
def _split(node, x, axis, sizes):
    if not is_static(sizes):
        raise NotInJax("sizes to split into depend on data")
    axis = integer(axis, "the axis to split along")
    return list(jnp.split(x, np.cumsum(sizes)[:-1], axis))


@converts(basic.ARange)
def _arange(node, start, stop, step):
    bounds = [b.item() for b in (start, stop, step) if is_static(b)]
    if len(bounds) < 3:
        raise NotInJax("the length of arange depends on data")
    return jnp.arange(*bounds, dtype=node.outputs[0].dtype)


@converts(basic.Eye)
def _eye(node, n, m, k):
    n, m, k = (integer(each, "a size of eye") for each in (n, m, k))
    return jnp.eye(n, m, k, dtype=node.outputs[0].dtype)


@converts(basic.Tri)
def _tri(node, n, m, k):
    n, m, k = (integer(each, "a size of tri") for each in (n, m, k))
    return jnp.tri(n, m, k, dtype=node.outputs[0].dtype)


@converts(basic.Tile)
def _tile(node, x, repeats):
    return jnp.tile(x, [integer(each, "a number of repeats") for each in repeats])


@converts(extra_ops.RepeatOp)
def _repeat(node, x, repeats):
    if not is_static(repeats):
        raise NotInJax("numbers of repeats depend on data")
    return jnp.repeat(x, np.asarray(repeats), axis=node.op.axis)


@converts(extra_ops.BroadcastTo)
def _broadcast_to(node, x, *shape):
    return jnp.broadcast_to(x, _sizes(shape, "broadcast_to"))


@converts(basic.ExtractDiag)
def _diagonal(node, x):
    return jnp.diagonal(x, node.op.offset, node.op.axis1, node.op.axis2)


@converts(basic.AllocDiag)
def _of_diagonal(node, x):
    op, n = node.op, x.shape[-1] + abs(node.op.offset)
    places = jnp.arange(x.shape[-1])
    rows, columns = places + max(0, -op.offset), places + max(0, op.offset)
    result = jnp.zeros((*x.shape[:-1], n, n), x.dtype).at[..., rows, columns].set(x)
    return jnp.moveaxis(result, (-2, -1), (op.axis1, op.axis2))


@converts(SortOp)
def _sort(node, x, axis=None):
    return jnp.sort(x, axis=None if axis is None else integer(axis, "the axis to sort along"))


@converts(ArgSortOp)
def _argsort(node, x, axis=None):
    axis = None if axis is None else integer(axis, "the axis to sort along")
    return jnp.argsort(x, axis=axis, stable=True)


@converts(basic.PermuteRowElements)
def _permuted(node, x, places, inverse):
    if integer(inverse, "whether to invert a permutation"):
        places = jnp.argsort(places, axis=-1)
    places = jnp.broadcast_to(places, (*x.shape[:-1], places.shape[-1]))
    return jnp.take_along_axis(jnp.broadcast_to(x, places.shape), places, -1)


@converts(basic.Default)
def _default(node, x, default):
    return default if x is None else x
