"""Merging side by side: `Concatenate`."""

import theano.tensor as T

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError
from theanornn.layers.merging.base import Merging, all_real

__all__ = ["Concatenate"]


class Concatenate(Merging):
    """The inputs one after the other along an axis.

    Parameters
    ----------
    axis : int
        The axis, batch axis counted; from the end when negative.
    **options
        Arguments of `Layer`.

    Notes
    -----
    Along the time axis masks are put one after the other, an input without a mask being real
    throughout; along the features a step is real where it is so in all masks.

    Examples
    --------
    >>> Concatenate().compute_output_shape([(None, 7, 4), (None, 7, 2)])
    (None, 7, 6)
    """

    @keras1_names("plain")
    @kinds()
    def __init__(self, axis=-1, **options):
        super().__init__(**options)
        self.axis = axis

    def call(self, x, mask=None, *, context):
        return T.concatenate(x, axis=self.axis)

    def compute_output_shape(self, input_shape):
        rank = len(input_shape[0])
        agree = all(len(shape) == rank for shape in input_shape)
        if not agree or not -rank <= self.axis < rank:
            self._refuse(input_shape)
        joined = self.axis % rank
        sizes = []
        for axis, column in enumerate(zip(*input_shape)):
            known = set(column) - {None}
            if axis == joined:
                sizes.append(None if None in column else sum(column))
            elif len(known) > 1:
                self._refuse(input_shape)
            else:
                sizes.append(known.pop() if known else None)
        return tuple(sizes)

    def _refuse(self, shapes):
        raise ShapeError(
            f"{self.name}: got inputs of shapes {shapes}, expected the same sizes on all axes but "
            f"axis={self.axis}."
        )

    def compute_mask(self, x, mask=None):
        given = [each for each in mask or () if each is not None]
        if not given:
            return None
        rank, axis = given[0].ndim, self.axis % x[0].ndim
        if axis >= rank:
            return all_real(given)
        whole = [_everything(each, rank) if m is None else m for each, m in zip(x, mask)]
        joined = T.concatenate([T.neq(each, 0) for each in whole], axis=axis)
        # What has as many axes as its input marks numbers, and the mask is to mark steps.
        return T.all(joined, axis=-1) if rank == x[0].ndim else joined

    def get_config(self):
        return {**super().get_config(), "axis": self.axis}


def _everything(x, rank):
    """A mask of so many axes that marks all of `x` as real."""
    return T.ones([x.shape[axis] for axis in range(rank)], dtype="int8")
