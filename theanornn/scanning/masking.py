"""A fused recurrence that reads one number a row and step, and its gradient with respect to it."""

from collections import OrderedDict

import theano.tensor as T
from theano.gradient import DisconnectedType

from theanornn.recurrence.fused.ops import Fused

__all__ = ["FusedWithMask"]

_MASK = ("mask", 0)


class FusedWithMask(Fused):
    """A fused recurrence whose mask is a number like any other.

    A mask is rarely differentiated, and costs next to nothing where it is not: its gradient is that
    of a recurrence in which it stands in the sequential input, once for each unit.

    Parameters
    ----------
    recipe : Recipe
    spread : Recipe
        Of the same step, with the mask as the last columns of the sequential input.
    """

    __props__ = ("recipe", "saving", "spread")

    def __init__(self, recipe, spread, saving=True):
        roles = [role for role in recipe.roles if role != _MASK]
        if roles != spread.roles:
            raise ValueError(f"two forms of one step read {roles} and {spread.roles}")
        super().__init__(recipe, saving)
        self.spread = spread

    def L_op(self, inputs, outputs, output_gradients):
        gradients = list(super().L_op(inputs, outputs, output_gradients))
        at = self.recipe.roles.index(_MASK)
        gradients[at] = self._gradient_of_mask(at, inputs, output_gradients)
        return gradients

    def _gradient_of_mask(self, at, inputs, output_gradients):
        x, mask, units = inputs[0], inputs[at], inputs[-1].shape[1]
        columns = T.alloc(mask.dimshuffle(0, 1, "x"), *mask.shape, units)
        others = [v for k, v in enumerate(inputs) if k not in (0, at)]
        x = T.unbroadcast(T.concatenate([x, columns], axis=2), 0, 1, 2)
        outputs = Fused(self.spread)(x, *others, return_list=True)
        known = OrderedDict(
            (output, gradient)
            for output, gradient in zip(outputs[:-1], output_gradients)
            if not isinstance(gradient.type, DisconnectedType)
        )
        return T.grad(None, mask, known_grads=known)
