"""The loss of a model as an expression, for those who take gradients of it: :class:`Symbolic`."""

from typing import NamedTuple

from theanornn.layers import CallContext
from theanornn.layers.nodes import mask_of
from theanornn.training.objective import Forward

__all__ = ["Symbolic"]


class _Symbols(NamedTuple):
    """The loss of one objective, and what it takes beside the inputs of the model."""

    objective: object
    targets: list
    sample_weights: list
    total_loss: object


class Symbolic:
    """Keras' attributes of a compiled model that are symbolic; see `Trainable`.

    They are of the graph of the model's Keras tensors. Together with its `inputs` they are what
    ``K.function`` takes to compute, for example, the gradients of the loss.
    """

    _symbols = None

    @property
    def targets(self):
        """Variables of the targets, a list with one for each output that has a loss."""
        return self._symbols_of("targets").targets

    @property
    def sample_weights(self):
        """Variables of the sample weights, a list with one for each output that has a loss."""
        return self._symbols_of("sample_weights").sample_weights

    @property
    def total_loss(self):
        """The loss, of inputs, `targets` and `sample_weights`."""
        return self._symbols_of("total_loss").total_loss

    def _symbols_of(self, what):
        objective = self._compiled(what)
        if self._symbols is None or self._symbols.objective is not objective:
            masks = [mask_of(output) for output in self.outputs]
            forward = Forward([], self.outputs, masks, CallContext())
            graph = objective.test_graph(forward, self.losses)
            n = len(objective.endings)
            self._symbols = _Symbols(
                objective, graph.inputs[:n], graph.inputs[n:], graph.outputs[0]
            )
        return self._symbols
