"""Layers that lengthen or shorten the time axis: Cropping1D, UpSampling1D, ZeroPadding1D."""

import theano.tensor as T

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.base import Layer
from theanornn.layers.checks import checked_one_size, checked_pair
from theanornn.layers.windows import lengthened

__all__ = ["Cropping1D", "UpSampling1D", "ZeroPadding1D"]


class ZeroPadding1D(Layer):
    """Put steps of zeros before and after each sequence.

    Parameters
    ----------
    padding : int, tuple of two int, or dict
        Number of steps: on both sides, or before and after. Keras 1 took
        ``{"left_pad": 1, "right_pad": 2}`` too.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> ZeroPadding1D((2, 0)).compute_output_shape((None, 7, 4))
    (None, 9, 4)
    """

    input_rank = 3

    @keras1_names("plain")
    @kinds()
    def __init__(self, padding=1, **options):
        super().__init__(**options)
        if isinstance(padding, dict):
            sides = {"left_pad": 0, "right_pad": 0, **padding}
            if len(sides) > 2:
                raise ShapeError(
                    f"{self.name}: padding has the keys {sorted(padding)}, expected 'left_pad' and "
                    "'right_pad'."
                )
            padding = (sides["left_pad"], sides["right_pad"])
        self.padding = checked_pair(padding, self.name, "padding")

    def call(self, x, mask=None, *, context):
        return lengthened(x, *self.padding)

    def compute_output_shape(self, input_shape):
        self._check_rank(input_shape)
        batch, time, features = input_shape
        return (batch, None if time is None else time + sum(self.padding), features)

    def get_config(self):
        return {**super().get_config(), "padding": list(self.padding)}


class Cropping1D(Layer):
    """Leave out steps at the beginning and the end of each sequence.

    Parameters
    ----------
    cropping : int or tuple of two int
        Number of steps: at both ends, or at the beginning and at the end.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> Cropping1D((2, 0)).compute_output_shape((None, 7, 4))
    (None, 5, 4)
    """

    input_rank = 3

    @keras1_names("plain")
    @kinds()
    def __init__(self, cropping=(1, 1), **options):
        super().__init__(**options)
        self.cropping = checked_pair(cropping, self.name, "cropping")

    def call(self, x, mask=None, *, context):
        begin, end = self.cropping
        return x[:, begin : x.shape[1] - end]

    def compute_output_shape(self, input_shape):
        self._check_rank(input_shape)
        batch, time, features = input_shape
        if time is None:
            return (batch, None, features)
        if time < sum(self.cropping):
            raise ShapeError(
                f"{self.name}: got sequences of {time} steps, expected the "
                f"{sum(self.cropping)} or more that cropping={self.cropping} leaves out."
            )
        return (batch, time - sum(self.cropping), features)

    def get_config(self):
        return {**super().get_config(), "cropping": list(self.cropping)}


class UpSampling1D(Layer):
    """Repeat each step, `size` times in a row.

    Parameters
    ----------
    size : int
        Keras 1 called it ``length``.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> UpSampling1D(3).compute_output_shape((None, 7, 4))
    (None, 21, 4)
    """

    input_rank = 3

    @keras1_names("upsampling1d")
    @kinds()
    def __init__(self, size=2, **options):
        super().__init__(**options)
        self.size = checked_one_size(size, self.name, "size")

    def call(self, x, mask=None, *, context):
        batch, time, features = x.shape
        repeated = T.alloc(x.dimshuffle(0, 1, "x", 2), batch, time, self.size, features)
        return repeated.reshape((batch, time * self.size, features))

    def compute_output_shape(self, input_shape):
        self._check_rank(input_shape)
        batch, time, features = input_shape
        return (batch, None if time is None else time * self.size, features)

    def get_config(self):
        return {**super().get_config(), "size": self.size}
