"""The weights of a model, which are those of its layers: `WeightsOfLayers`."""

import collections

from theanornn.layers import layouts
from theanornn.layers.nodes import as_list

__all__ = ["WeightsOfLayers"]


class WeightsOfLayers:
    """What a model does with weights; over `parts`, `trainable` and ``_recorded(what)``."""

    def named_weights(self):
        """The shared variables as ``<layer>/<name>``, in the order of `get_weights`."""
        return {
            f"{layer.name}/{name}": variable
            for layer in self.parts
            for name, variable in layer.named_weights().items()
        }

    @property
    def trainable_weights(self):
        """The shared variables that training changes; none when the model is not trainable."""
        if not self.trainable:
            return []
        each = [weight for layer in self.parts for weight in layer.trainable_weights]
        return list(dict.fromkeys(each))

    def constraints_by_weight(self):
        """From shared variable to the callable that maps a new value to an allowed one."""
        return dict(
            collections.ChainMap(*(leaf.constraints_by_weight() for leaf in self._leaves()))
        )

    def penalties(self):
        """The scalar expressions of all parameters' regularizers."""
        return [penalty for leaf in self._leaves() for penalty in leaf.penalties()]

    def add_loss(self, losses, inputs=None):
        """Add to the loss of the model, before `compile`.

        Parameters
        ----------
        losses : scalar variable or list of them
            Expressions of Keras tensors of the model, or of weights.
        inputs : optional
            What they depend on; accepted, as it shows in them.
        """
        self._added_losses += as_list(losses)

    def stored_weights(self, layout=None, scope=None):
        """As which arrays Keras keeps the weights of a model within another; see `Layer`.

        Those that are trained come first. The arrays of `get_weights` go layer after layer.
        """
        trainable = [weight for layer in self.parts for weight in layer.trainable_weights]
        return layouts.trainable_first(self._own_arrays(layout), trainable)

    def _own_arrays(self, layout=None):
        return [array for layer in self.parts for array in layer.stored_weights(layout)]

    @property
    def losses(self):
        """Scalar expressions that are added to the loss: of weights, and of outputs."""
        return [*self.penalties(), *self._recorded("losses"), *self._added_losses]

    @property
    def updates(self):
        """``(shared variable, expression)`` that the layers ask for, in inference."""
        return self._recorded("updates")

    @property
    def state_updates(self):
        """The updates of the states that stateful layers keep."""
        return self.updates if self.stateful else []
