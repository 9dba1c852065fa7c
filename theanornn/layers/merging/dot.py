"""Merging by products: `Dot`."""

import numpy as np
import theano.tensor as T

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.merging.base import Merging

__all__ = ["Dot", "batched_product"]

_EPSILON = 1e-7


class Dot(Merging):
    """The product of two inputs, sample by sample, along one axis of each.

    Parameters
    ----------
    axes : int or pair of int
        The axis of each input, batch axis counted, from the end when negative.
    normalize : bool
        Whether to divide by the lengths along the axis first; the product is then the cosine.
    **options
        Arguments of `Layer`.

    Examples
    --------
    >>> Dot(axes=(2, 1)).compute_output_shape([(None, 7, 4), (None, 4, 5)])
    (None, 7, 5)
    >>> Dot(axes=-1).compute_output_shape([(None, 4), (None, 4)])
    (None, 1)
    """

    n_inputs = 2

    @keras1_names("plain")
    @kinds()
    def __init__(self, axes, normalize=False, **options):
        super().__init__(**options)
        self.axes = _checked_axes(axes, self.name)
        self.normalize = normalize

    def call(self, x, mask=None, *, context):
        axes = self._axes_for([each.ndim for each in x])
        if self.normalize:
            x = [_unit_length(each, axis) for each, axis in zip(x, axes)]
        return batched_product(*x, axes)

    def compute_output_shape(self, input_shape):
        axes = self._axes_for([len(shape) for shape in input_shape])
        sizes = {shape[axis] for shape, axis in zip(input_shape, axes)} - {None}
        if len(sizes) > 1 or 0 in axes:
            raise ShapeError(
                f"{self.name}: got inputs of shapes {list(input_shape)}, expected the same size "
                f"on axis {axes[0]} of the first and axis {axes[1]} of the second, and neither to "
                "be the batch axis."
            )
        first, second = (
            [size for number, size in enumerate(shape) if number != axis]
            for shape, axis in zip(input_shape, axes)
        )
        shape = (*first, *second[1:])
        return shape if len(shape) > 1 else (*shape, 1)

    def _axes_for(self, ranks):
        axes = self.axes if isinstance(self.axes, list) else [self.axes] * 2
        for axis, rank in zip(axes, ranks):
            if not -rank <= axis < rank:
                raise ShapeError(
                    f"{self.name}: axes={self.axes}, but the inputs have {ranks} axes."
                )
        return [axis % rank for axis, rank in zip(axes, ranks)]

    def compute_mask(self, x, mask=None):
        return None

    def get_config(self):
        return {**super().get_config(), "axes": self.axes, "normalize": self.normalize}


def batched_product(a, b, axes):
    """The product of each sample of `a` with that of `b`, along one axis of each.

    Parameters
    ----------
    a, b : (batch, …)
    axes : pair of int

    Returns
    -------
    (batch, …)
        The other axes of `a`, then those of `b`; ``(batch, 1)`` where there are none.
    """
    product = T.batched_tensordot(a, b, axes=list(axes))
    return T.shape_padright(product) if product.ndim == 1 else product


def _unit_length(x, axis):
    squares = T.sum(T.sqr(x), axis=axis, keepdims=True)
    return x / T.sqrt(T.maximum(squares, np.asarray(_EPSILON, x.dtype)))


def _checked_axes(axes, owner):
    if isinstance(axes, (int, np.integer)):
        return int(axes)
    pair = list(axes) if isinstance(axes, (list, tuple)) else []
    # Before Keras 1.1 each axis could be a list of one.
    pair = [
        axis[0] if isinstance(axis, (list, tuple)) and len(axis) == 1 else axis for axis in pair
    ]
    if len(pair) != 2 or not all(isinstance(axis, (int, np.integer)) for axis in pair):
        raise ShapeError(
            f"{owner}: axes={axes!r}, expected a number, or one for each of the two inputs."
        )
    return [int(axis) for axis in pair]
