"""What layers of several inputs have in common: `Merging`."""

import theano.tensor as T

from theanornn.errors import ShapeError
from theanornn.layers.base import Layer

__all__ = ["Merging", "all_real"]


class Merging(Layer):
    """A layer that makes one output of several inputs.

    Its masks are combined: where an input has one, a step is real when it is so in all of them.

    Parameters
    ----------
    **options
        Arguments of `Layer`.
    """

    multiple_inputs = True
    supports_masking = True
    #: How many inputs the layer takes, where it is not any number from two.
    n_inputs = None

    def _checked_shape(self, input_shape):
        shapes = super()._checked_shape(input_shape)
        if len(shapes) < 2 or self.n_inputs not in (None, len(shapes)):
            wanted = "at least 2" if self.n_inputs is None else f"exactly {self.n_inputs}"
            raise ShapeError(
                f"{self.name}: got {len(shapes)} inputs of shapes {shapes}, expected {wanted}."
            )
        return shapes

    def compute_mask(self, x, mask=None):
        return all_real([each for each in mask or () if each is not None])


def all_real(masks):
    """The mask of what is real in all masks, or None if there is none.

    Parameters
    ----------
    masks : list of (batch, time)
    """
    if len(masks) < 2:
        return masks[0] if masks else None
    common = T.neq(masks[0], 0)
    for mask in masks[1:]:
        common = T.and_(common, T.neq(mask, 0))
    return common
