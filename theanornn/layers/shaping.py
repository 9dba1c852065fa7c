"""Layers that only change the shape: Flatten, Permute, RepeatVector, Reshape."""

import math

import theano.tensor as T

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.base import Layer
from theanornn.layers.checks import checked_size
from theanornn.layers.data_format import checked_data_format

__all__ = ["Flatten", "Permute", "RepeatVector", "Reshape"]


class Flatten(Layer):
    """Put all that one sample holds in a row: ``(batch, …)`` to ``(batch, features)``.

    Parameters
    ----------
    data_format : {"channels_last", "channels_first"}
        ``"channels_first"``: the first axis of a sample is put last beforehand.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> Flatten().compute_output_shape((None, 7, 4))
    (None, 28)
    """

    @keras1_names("plain")
    @kinds()
    def __init__(self, data_format="channels_last", **options):
        super().__init__(**options)
        self.data_format = checked_data_format(data_format, self.name)

    def call(self, x, mask=None, *, context):
        if self.data_format == "channels_first":
            x = x.dimshuffle(0, *range(2, x.ndim), 1)
        return x.flatten(2)

    def compute_output_shape(self, input_shape):
        # One axis is flat already, or is more than it says: Keras 1's Merge(mode="cos").
        if len(input_shape) < 2 or None in input_shape[1:]:
            raise ShapeError(
                f"{self.name}: got input of shape {tuple(input_shape)}, expected two axes or "
                "more, all sizes but the batch known. Give the first layer its whole input_shape=, "
                "or an Embedding its input_length=."
            )
        return (input_shape[0], math.prod(input_shape[1:]))

    def get_config(self):
        return {**super().get_config(), "data_format": self.data_format}


class Reshape(Layer):
    """Give each sample another shape, with the numbers in the same order.

    Parameters
    ----------
    target_shape : tuple of int
        Without the batch axis. One size may be -1: what is left for it.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> Reshape((-1, 2)).compute_output_shape((None, 3, 4))
    (None, 6, 2)
    """

    @keras1_names("plain")
    @kinds(target_shape="wholes")
    def __init__(self, target_shape, **options):
        super().__init__(**options)
        self.target_shape = self._checked(target_shape)

    def _checked(self, target_shape):
        sizes = target_shape if isinstance(target_shape, (tuple, list)) else (target_shape,)
        if list(sizes).count(-1) > 1:
            raise ShapeError(
                f"{self.name}: target_shape={tuple(sizes)} has more than one -1, and only one size "
                "can be what is left."
            )
        return tuple(
            -1 if size == -1 else checked_size(size, self.name, "a size in target_shape")
            for size in sizes
        )

    def call(self, x, mask=None, *, context):
        return x.reshape((x.shape[0], *self.target_shape), ndim=1 + len(self.target_shape))

    def compute_output_shape(self, input_shape):
        batch, *sizes = input_shape
        if not sizes:
            raise ShapeError(
                f"{self.name}: got input of shape {tuple(input_shape)}, expected two axes or more, "
                "the first of which is the batch."
            )
        if None in sizes:
            return (batch, *(None if size == -1 else size for size in self.target_shape))
        total = math.prod(sizes)
        known = math.prod(size for size in self.target_shape if size != -1)
        if total % known if -1 in self.target_shape else total != known:
            raise ShapeError(
                f"{self.name}: cannot make {self.target_shape} of input of shape "
                f"{tuple(input_shape)}: a sample has {total} numbers, the new shape "
                f"{'a multiple of ' if -1 in self.target_shape else ''}{known}."
            )
        return (batch, *(total // known if size == -1 else size for size in self.target_shape))

    def get_config(self):
        return {**super().get_config(), "target_shape": list(self.target_shape)}


class Permute(Layer):
    """Put the axes of a sample in another order.

    Parameters
    ----------
    dims : tuple of int
        The axes in their new order, counted from 1, without the batch axis: ``(2, 1)`` exchanges
        the two axes of a matrix.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> Permute((2, 1)).compute_output_shape((None, 7, 4))
    (None, 4, 7)
    """

    @keras1_names("plain")
    @kinds(dims="axes")
    def __init__(self, dims, **options):
        self.dims = tuple(dims)
        self.input_rank = len(self.dims) + 1
        super().__init__(**options)
        if sorted(self.dims) != list(range(1, self.input_rank)):
            raise ShapeError(
                f"{self.name}: dims={self.dims}, expected the numbers from 1 to the number of axes "
                "without the batch axis, each once: (2, 1) for example."
            )

    def call(self, x, mask=None, *, context):
        return x.dimshuffle(0, *self.dims)

    def compute_output_shape(self, input_shape):
        self._check_rank(input_shape)
        return (input_shape[0], *(input_shape[axis] for axis in self.dims))

    def get_config(self):
        return {**super().get_config(), "dims": list(self.dims)}


class RepeatVector(Layer):
    """Repeat a vector at each of `n` steps: ``(batch, features)`` to ``(batch, n, features)``.

    Parameters
    ----------
    n : int
        Number of steps, at least 1.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> RepeatVector(3).compute_output_shape((None, 5))
    (None, 3, 5)
    """

    input_rank = 2

    @keras1_names("plain")
    @kinds()
    def __init__(self, n, **options):
        super().__init__(**options)
        self.n = checked_size(n, self.name, "n")

    def call(self, x, mask=None, *, context):
        return T.alloc(x.dimshuffle(0, "x", 1), x.shape[0], self.n, x.shape[1])

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.n, input_shape[1])

    def get_config(self):
        return {**super().get_config(), "n": self.n}
