"""Softmax and cross-entropy, convolution and pooling, batch normalization."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from theano.tensor.nnet import abstract_conv, nnet
from theano.tensor.signal import pool

from theanornn.runtime.jax.conversions import NotInJax, converts, is_static


@converts(nnet.Softmax)
def _softmax(node, x):
    return jax.nn.softmax(x, axis=-1)


@converts(nnet.SoftmaxWithBias)
def _softmax_with_bias(node, x, b):
    return jax.nn.softmax(x + b, axis=-1)


@converts(nnet.LogSoftmax)
def _log_softmax(node, x):
    return jax.nn.log_softmax(x, axis=-1)


@converts(nnet.SoftmaxGrad)
def _softmax_gradient(node, outer, softmax):
    product = outer * softmax
    return product - jnp.sum(product, axis=1, keepdims=True) * softmax


@converts(nnet.CrossentropySoftmaxArgmax1HotWithBias)
def _crossentropy_of_softmax(node, x, b, classes):
    logits = x + b
    logs = jax.nn.log_softmax(logits, axis=-1)
    picked = jnp.take_along_axis(logs, classes[:, None].astype(jnp.int64), 1)[:, 0]
    return [-picked, jnp.exp(logs), jnp.argmax(logits, -1)]


@converts(nnet.CrossentropySoftmax1HotWithBiasDx)
def _crossentropy_of_softmax_gradient(node, outer, softmax, classes):
    hot = jax.nn.one_hot(classes, softmax.shape[1], dtype=softmax.dtype)
    return jnp.broadcast_to(outer, classes.shape)[:, None] * (softmax - hot)


@converts(nnet.CrossentropyCategorical1Hot)
def _crossentropy(node, probabilities, classes):
    return -jnp.log(_of_classes(probabilities, classes))


@converts(nnet.CrossentropyCategorical1HotGrad)
def _crossentropy_gradient(node, outer, probabilities, classes):
    hot = jax.nn.one_hot(classes, probabilities.shape[1], dtype=probabilities.dtype)
    return -hot * (outer / _of_classes(probabilities, classes))[:, None]


def _of_classes(probabilities, classes):
    return jnp.take_along_axis(probabilities, classes[:, None].astype(jnp.int64), 1)[:, 0]


def _convolution(op, kernel_shape):
    """The convolution of an operation, linear in both arguments, for kernels of a shape."""
    if op.unshared:
        raise NotInJax("a convolution with unshared weights")
    dilated = [(k - 1) * d + 1 for k, d in zip(kernel_shape[-op.convdim :], op.filter_dilation)]
    mode = op.border_mode
    if mode == "valid":
        padding = [(0, 0)] * op.convdim
    elif mode == "full":
        padding = [(k - 1, k - 1) for k in dilated]
    elif mode == "half":
        padding = [(k // 2, k // 2) for k in dilated]
    else:
        sizes = [mode] * op.convdim if isinstance(mode, int) else mode
        padding = [(p, p) if isinstance(p, int) else tuple(p) for p in sizes]
    letters = "DHW"[-op.convdim :]

    def convolve(image, kernel):
        if op.filter_flip:
            kernel = jnp.flip(kernel, range(2, 2 + op.convdim))
        return lax.conv_general_dilated(
            image,
            kernel,
            op.subsample,
            padding,
            rhs_dilation=op.filter_dilation,
            dimension_numbers=(f"NC{letters}", f"OI{letters}", f"NC{letters}"),
            feature_group_count=op.num_groups,
        )

    return convolve


@converts(abstract_conv.AbstractConv)
def _conv(node, image, kernel):
    return _convolution(node.op, kernel.shape)(image, kernel)


def _spatial(shape):
    if not is_static(shape):
        raise NotInJax("the shape of a convolution's gradient depends on data")
    return tuple(int(size) for size in shape)


@converts(abstract_conv.AbstractConv_gradInputs)
def _conv_of_images(node, kernel, outer, shape):
    convolve = _convolution(node.op, kernel.shape)
    channels = kernel.shape[1] * node.op.num_groups
    image = jax.ShapeDtypeStruct((outer.shape[0], channels, *_spatial(shape)), outer.dtype)
    return jax.linear_transpose(lambda x: convolve(x, kernel), image)(outer)[0]


@converts(abstract_conv.AbstractConv_gradWeights)
def _conv_of_kernels(node, image, outer, shape):
    channels = image.shape[1] // node.op.num_groups
    kernel = jax.ShapeDtypeStruct((outer.shape[1], channels, *_spatial(shape)), outer.dtype)
    convolve = _convolution(node.op, kernel.shape)
    return jax.linear_transpose(lambda k: convolve(image, k), kernel)(outer)[0]


class _Windows:
    """How a pooling operation lays its windows over the last axes of an array."""

    def __init__(self, op, shape, window, stride, padding):
        if not all(map(is_static, (window, stride, padding))):
            raise NotInJax("sizes of pooling windows depend on data")
        window, stride, padding = (tuple(map(int, v)) for v in (window, stride, padding))
        out = pool.Pool.out_shape(shape, window, op.ignore_border, stride, padding, op.ndim)
        self.out, n = [int(size) for size in out[-op.ndim :]], len(shape) - op.ndim
        covered = [(o - 1) * s + w for o, s, w in zip(self.out, stride, window)]
        self.padding = [
            (p, max(0, c - size - p)) for p, c, size in zip(padding, covered, shape[n:])
        ]
        self.window, self.stride, self.leading = window, stride, n
        self.inside = (op.ignore_border, padding)

    def reduce(self, x, start, function):
        """Reduce each window; windows may reach over the border."""
        one, none = (1,) * self.leading, ((0, 0),) * self.leading
        result = lax.reduce_window(
            x, start, function, one + self.window, one + self.stride, (*none, *self.padding)
        )
        return result[(Ellipsis, *(slice(0, size) for size in self.out))]

    def counts(self, x, with_padding):
        """How many numbers each window's mean is of."""
        if with_padding and self.inside[0]:
            return np.asarray(np.prod(self.window), x.dtype)
        ones = jnp.ones(x.shape[self.leading :], x.dtype)
        alone = _Windows.__new__(_Windows)
        alone.__dict__.update(self.__dict__, leading=0)
        return alone.reduce(ones, np.zeros((), x.dtype)[()], lax.add)

    def mean(self, x, mode):
        total = self.reduce(x, np.zeros((), x.dtype)[()], lax.add)
        return total if mode == "sum" else total / self.counts(x, mode == "average_inc_pad")


@converts(pool.Pool)
def _pool(node, x, window, stride, padding):
    windows = _Windows(node.op, x.shape, window, stride, padding)
    if node.op.mode == "max":
        return windows.reduce(x, np.asarray(-np.inf, x.dtype)[()], lax.max)
    return windows.mean(x, node.op.mode)


@converts(pool.AveragePoolGrad)
def _mean_pool_gradient(node, x, outer, window, stride, padding, *_):
    windows = _Windows(node.op, x.shape, window, stride, padding)
    given = jax.ShapeDtypeStruct(x.shape, x.dtype)
    return jax.linear_transpose(lambda v: windows.mean(v, node.op.mode), given)(outer)[0]


@converts(pool.MaxPoolGrad)
def _max_pool_gradient(node, x, highest, outer, window, stride, padding):
    """All numbers that equal the maximum get its gradient, as in the C build."""
    windows = _Windows(node.op, x.shape, window, stride, padding)
    sides = [(0, 0)] * windows.leading + windows.padding
    padded = jnp.pad(x, sides, constant_values=-np.inf)
    result = jnp.zeros_like(padded)
    for offset in np.ndindex(*windows.window):
        place = (
            Ellipsis,
            *(
                slice(o, o + (n - 1) * s + 1, s)
                for o, n, s in zip(offset, windows.out, windows.stride)
            ),
        )
        result = result.at[place].add(jnp.where(padded[place] == highest, outer, 0))
    inner = [slice(low, low + size) for (low, _), size in zip(sides, x.shape)]
    return result[tuple(inner)]
