"""Poolings over the time axis: of windows that slide over it, or of all of it at once.

`MaxPooling1D`, `AveragePooling1D`, `GlobalMaxPooling1D`, `GlobalAveragePooling1D`.
"""

import functools

import theano
import theano.scalar.basic as scalar
import theano.tensor as T
from theano.tensor.elemwise import Elemwise

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.base import Layer
from theanornn.layers.checks import checked_one_size
from theanornn.layers.data_format import channels_last, channels_last_shape, checked_data_format
from theanornn.layers.windows import (
    checked_padding,
    cut,
    output_length,
    pool_padding,
    require_room,
)

__all__ = ["AveragePooling1D", "GlobalAveragePooling1D", "GlobalMaxPooling1D", "MaxPooling1D"]


class _EvenMaximum(scalar.ScalarMaximum):
    """The larger of two, with a gradient to both where they are equal, as Theano's poolings have.

    ``T.maximum`` gives all of it to the first.
    """

    def L_op(self, inputs, outputs, output_gradients):
        (largest,), (gradient,) = outputs, output_gradients
        return [scalar.eq(largest, each) * gradient for each in inputs]


_even_maximum = Elemwise(_EvenMaximum(scalar.upcast_out, name="even_maximum"))


class _Pooling1D(Layer):
    """What poolings of windows share."""

    input_rank = 3

    @keras1_names("pooling1d")
    @kinds()
    def __init__(
        self, pool_size=2, strides=None, padding="valid", data_format="channels_last", **options
    ):
        super().__init__(**options)
        self.pool_size = checked_one_size(pool_size, self.name, "pool_size")
        strides = self.pool_size if strides is None else strides
        self.strides = checked_one_size(strides, self.name, "strides")
        self.padding = checked_padding(padding, self.name, ("valid", "same"))
        self.data_format = checked_data_format(data_format, self.name)

    def call(self, x, mask=None, *, context):
        return channels_last(self.pool(channels_last(x, self.data_format)), self.data_format)

    def cut(self, x, value=0.0):
        """The steps that the windows see, one variable for each place in a window."""
        before = pool_padding(self.padding, self.pool_size)
        return cut(x, self.pool_size, self.padding, before, self.strides, value=value)

    def compute_output_shape(self, input_shape):
        self._check_rank(input_shape)
        batch, time, features = channels_last_shape(input_shape, self.data_format)
        require_room(self.name, time, self.pool_size, self.padding)
        windows = output_length(time, self.pool_size, self.padding, self.strides)
        return channels_last_shape((batch, windows, features), self.data_format)

    def get_config(self):
        return {
            **super().get_config(),
            "pool_size": self.pool_size,
            "strides": self.strides,
            "padding": self.padding,
            "data_format": self.data_format,
        }


class MaxPooling1D(_Pooling1D):
    """The largest value of each feature in each window.

    Parameters
    ----------
    pool_size : int
        Number of steps in a window; ``pool_length`` in Keras 1.
    strides : int, optional
        Steps from one window to the next, `pool_size` when left out; ``stride`` in Keras 1.
    padding : {"valid", "same"}
        Whether windows stay within the sequence; ``border_mode`` in Keras 1.
    data_format : {"channels_last", "channels_first"}
        Whether a sample is ``(time, features)`` or ``(features, time)``.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> MaxPooling1D(4).compute_output_shape((None, 10, 3))
    (None, 2, 3)
    """

    def pool(self, x):
        return functools.reduce(_even_maximum, self.cut(x, -float("inf")))


class AveragePooling1D(_Pooling1D):
    """The mean of each feature over each window; what lies outside the sequence does not count.

    Parameters
    ----------
    pool_size, strides, padding, data_format
        See `MaxPooling1D`.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> AveragePooling1D(4, padding="same").compute_output_shape((None, 10, 3))
    (None, 3, 3)
    """

    def pool(self, x):
        total = sum(self.cut(x))
        if self.padding == "valid":
            return total / T.cast(self.pool_size, x.dtype)
        begin = T.arange(total.shape[1]) * self.strides - pool_padding("same", self.pool_size)
        seen = T.minimum(begin + self.pool_size, x.shape[1]) - T.maximum(begin, 0)
        return total / T.cast(seen, x.dtype).dimshuffle("x", 0, "x")


class _GlobalPooling1D(Layer):
    """What poolings of whole sequences share."""

    input_rank = 3

    @keras1_names("plain")
    @kinds()
    def __init__(self, data_format="channels_last", **options):
        super().__init__(**options)
        self.data_format = checked_data_format(data_format, self.name)

    def compute_output_shape(self, input_shape):
        self._check_rank(input_shape)
        batch, time, features = channels_last_shape(input_shape, self.data_format)
        if time == 0:
            raise ShapeError(f"{self.name}: got sequences without any step.")
        return (batch, features)

    def get_config(self):
        return {**super().get_config(), "data_format": self.data_format}


class GlobalMaxPooling1D(_GlobalPooling1D):
    """The largest value of each feature in a sequence: ``(batch, features)``.

    Parameters
    ----------
    data_format : {"channels_last", "channels_first"}
        Whether a sample is ``(time, features)`` or ``(features, time)``.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> GlobalMaxPooling1D().compute_output_shape((None, 10, 3))
    (None, 3)
    """

    def call(self, x, mask=None, *, context):
        return T.max(channels_last(x, self.data_format), axis=1)


class GlobalAveragePooling1D(_GlobalPooling1D):
    """The mean of each feature over a sequence: ``(batch, features)``.

    Parameters
    ----------
    data_format : {"channels_last", "channels_first"}
        Whether a sample is ``(time, features)`` or ``(features, time)``.
    **options
        Arguments of `Layer`.

    Notes
    -----
    With a mask, the mean is over the real steps, and zero where there are none. (Keras 1 takes no
    mask here.)

    Examples
    --------
    >>> GlobalAveragePooling1D().compute_output_shape((None, 10, 3))
    (None, 3)
    """

    supports_masking = True

    def call(self, x, mask=None, *, context):
        x = channels_last(x, self.data_format)
        if mask is None:
            return T.mean(x, axis=1)
        real = T.cast(mask, theano.config.floatX)
        count = T.maximum(T.sum(real, axis=1, keepdims=True), 1)
        return T.sum(x * real.dimshuffle(0, 1, "x"), axis=1) / count

    def compute_mask(self, x, mask=None):
        return None
