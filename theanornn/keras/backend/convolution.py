"""Convolutions over time."""

import theano.tensor as T

from theanornn.errors import ShapeError
from theanornn.keras.backend.settings import normalize_data_format
from theanornn.keras.backend.variables import int_shape
from theanornn.layers.data_format import channels_last
from theanornn.layers.windows import checked_padding, convolve

__all__ = ["conv1d", "local_conv1d"]


def conv1d(x, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1):
    """Convolution over time, with the kernel turned round as Theano does.

    Parameters
    ----------
    x : tensor3 ``(batch, time, features)``, or ``(batch, features, time)``
    kernel : tensor3 ``(size, features, filters)``
        Of a size that is known.
    strides : int
        Steps from one window to the next.
    padding : {"valid", "same", "causal"}
    data_format : {"channels_last", "channels_first"}, optional
    dilation_rate : int
        Steps from one place in a window to the next.

    Returns
    -------
    tensor3 ``(batch, windows, filters)``, or ``(batch, filters, windows)``
    """
    data_format = normalize_data_format(data_format)
    padding = checked_padding(padding, "K.conv1d", ("valid", "same", "causal"))
    size = _known(kernel, "conv1d")[0]
    y = convolve(channels_last(x, data_format), kernel, size, padding, strides, dilation_rate)
    return channels_last(y, data_format)


def local_conv1d(inputs, kernel, kernel_size, strides, data_format=None):
    """A convolution over time with a kernel of its own for each window.

    Parameters
    ----------
    inputs : tensor3 ``(batch, time, features)``
    kernel : tensor3 ``(windows, size * features, filters)``
        Its number of windows must be known.
    kernel_size, strides : tuples of one int
    data_format : {"channels_last", "channels_first"}, optional
        Accepted; Keras' Theano backend does not look at it either.

    Returns
    -------
    tensor3 ``(batch, windows, filters)``
    """
    size, stride = kernel_size[0], strides[0]
    windows = _known(kernel, "local_conv1d")[0]
    seen = [inputs[:, i * stride : i * stride + size].flatten(2) for i in range(windows)]
    return T.batched_dot(T.stack(seen), kernel).dimshuffle(1, 0, 2)


def _known(kernel, owner):
    shape = int_shape(kernel)
    if len(shape) != 3 or shape[0] is None:
        raise ShapeError(
            f"K.{owner}: got a kernel of shape {shape}, expected three axes, the first of a size "
            "that is known before data come."
        )
    return shape
