"""The gated recurrent unit as a layer."""

import numpy as np

from theanornn import activations
from theanornn.argument_names import keras1_names
from theanornn.cells import GRUCell
from theanornn.errors import ShapeError
from theanornn.layers.recurrent.base import Recurrent

__all__ = ["GRU"]


class GRU(Recurrent):
    """Gated recurrent unit; see `theanornn.cells.GRUCell` for the equations.

    Parameters
    ----------
    units : int
    recurrent_activation : str or callable
        Of the gates. Keras 1 called it ``inner_activation`` and had ``"hard_sigmoid"``.
    reset_after : bool
        Whether the reset gate acts after the recurrent product, which then has a bias of its own;
        `get_weights` gives both as one array ``(2, 3*units)``, as Keras 2 does.
    **options
        Arguments of `Recurrent`.

    Examples
    --------
    >>> GRU(8).compute_output_shape((None, 7, 4))
    (None, 8)
    """

    cell_class = GRUCell

    @keras1_names("gru", recurrent_activation="hard_sigmoid", implementation=0)
    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        reset_after=False,
        **options,
    ):
        super().__init__(units, activation, use_bias, **options)
        self.recurrent_activation = activations.get(recurrent_activation)
        self.reset_after = reset_after

    def _cell_options(self):
        return {
            **super()._cell_options(),
            "inner_activation": self.recurrent_activation,
            "reset_after": self.reset_after,
        }

    def _by_weight(self, what):
        return {**super()._by_weight(what), "b_recurrent": getattr(self, f"bias_{what}")}

    def get_weights(self):
        weights = super().get_weights()
        return [*weights[:2], np.stack(weights[2:])] if self._has_two_biases else weights

    def _assign(self, weights):
        weights = list(weights)
        if self._has_two_biases and len(weights) == 3:
            bias = np.asarray(weights[2])
            if bias.shape != (2, 3 * self.units):
                raise ShapeError(
                    f"{self.name}: the bias has shape {bias.shape}, expected "
                    f"{(2, 3 * self.units)} = (2, 3*units): that of the input and, with "
                    "reset_after=True, that of the recurrent product."
                )
            weights[2:] = bias
        super()._assign(weights)

    @property
    def _has_two_biases(self):
        return self.reset_after and self.use_bias

    def get_config(self):
        return {
            **super().get_config(),
            "recurrent_activation": activations.name_of(self.recurrent_activation),
            "reset_after": self.reset_after,
        }
