"""Merging number by number: `Add`, `Subtract`, `Multiply`, `Average`, `Maximum`, `Minimum`."""

import functools
import operator

import theano.tensor as T

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.merging.base import Merging
from theanornn.layers.nodes import shape_of

__all__ = ["Add", "Average", "Elementwise", "Maximum", "Minimum", "Multiply", "Subtract"]


class Elementwise(Merging):
    """What element-wise merging layers have in common.

    Inputs of fewer axes get further ones after the batch axis, and sizes of 1 are repeated:
    ``(batch, features)`` goes with ``(batch, time, features)``.

    Parameters
    ----------
    **options
        Arguments of `Layer`.
    """

    @keras1_names("plain")
    @kinds()
    def __init__(self, **options):
        super().__init__(**options)

    @staticmethod
    def combine(a, b):
        """What becomes of two inputs of the same rank."""
        raise NotImplementedError

    def call(self, x, mask=None, *, context):
        return functools.reduce(self.combine, _aligned(x, shape_of(x) or self.built_shape))

    def compute_output_shape(self, input_shape):
        batch = {shape[0] for shape in input_shape} - {None}
        if len(batch) > 1:
            self._refuse(input_shape)
        most = max(map(len, input_shape))
        sizes = [
            self._common_size(column, input_shape)
            for column in zip(*((1,) * (most - len(shape)) + shape[1:] for shape in input_shape))
        ]
        return (batch.pop() if batch else None, *sizes)

    def _common_size(self, sizes, shapes):
        if None in sizes:
            return None
        larger = set(sizes) - {1}
        if len(larger) > 1:
            self._refuse(shapes)
        return larger.pop() if larger else 1

    def _refuse(self, shapes):
        raise ShapeError(
            f"{self.name}: got inputs of shapes {shapes}, expected sizes that are equal, or 1, "
            "axis by axis from the last, and one batch size."
        )


def _aligned(inputs, shapes):
    """Inputs with as many axes each as the one with most, and sizes known to be 1 repeatable."""
    ndim = max(x.ndim for x in inputs)
    aligned = []
    for x, shape in zip(inputs, shapes):
        new = ndim - x.ndim
        ones = [axis for axis, size in enumerate(shape) if axis and size == 1]
        x = T.addbroadcast(x, *ones) if ones and len(shape) == x.ndim else x
        aligned.append(x.dimshuffle(0, *"x" * new, *range(1, x.ndim)) if new else x)
    return aligned


class Add(Elementwise):
    """The sum of the inputs.

    Parameters
    ----------
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> from theanornn.layers import Input
    >>> Add()([Input((7, 4)), Input((4,))])._keras_shape
    (None, 7, 4)
    """

    combine = staticmethod(operator.add)


class Subtract(Elementwise):
    """The first of two inputs less the second.

    Parameters
    ----------
    **options
        Arguments of `Layer`.
    """

    n_inputs = 2
    combine = staticmethod(operator.sub)


class Multiply(Elementwise):
    """The product of the inputs, element by element.

    Parameters
    ----------
    **options
        Arguments of `Layer`.
    """

    combine = staticmethod(operator.mul)


class Average(Elementwise):
    """The mean of the inputs.

    Parameters
    ----------
    **options
        Arguments of `Layer`.
    """

    combine = staticmethod(operator.add)

    def call(self, x, mask=None, *, context):
        return super().call(x, mask, context=context) / len(x)


class Maximum(Elementwise):
    """The largest of the inputs, element by element.

    Parameters
    ----------
    **options
        Arguments of `Layer`.
    """

    combine = staticmethod(T.maximum)


class Minimum(Elementwise):
    """The smallest of the inputs, element by element.

    Parameters
    ----------
    **options
        Arguments of `Layer`.
    """

    combine = staticmethod(T.minimum)
