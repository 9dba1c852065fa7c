"""Long short-term memory as a layer."""

from theanornn import activations
from theanornn.argument_names import keras1_names
from theanornn.cells import LSTMCell
from theanornn.layers.recurrent.base import Recurrent

__all__ = ["LSTM"]


class LSTM(Recurrent):
    """Long short-term memory; see `theanornn.cells.LSTMCell` for the equations.

    Parameters
    ----------
    units : int
    recurrent_activation : str or callable
        Of the gates. Keras 1 called it ``inner_activation`` and had ``"hard_sigmoid"``.
    unit_forget_bias : bool
        Whether the bias of the forget gate starts at 1. Keras 1: ``forget_bias_init="one"``.
    **options
        Arguments of `Recurrent`.

    Examples
    --------
    >>> LSTM(128, dropout=0.2, recurrent_dropout=0.2).compute_output_shape((None, 100, 32))
    (None, 128)
    """

    cell_class = LSTMCell

    @keras1_names("lstm", recurrent_activation="hard_sigmoid", implementation=0)
    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        unit_forget_bias=True,
        **options,
    ):
        super().__init__(units, activation, use_bias, **options)
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias

    def _cell_options(self):
        return {
            **super()._cell_options(),
            "inner_activation": self.recurrent_activation,
            "forget_bias": 1.0 if self.unit_forget_bias else None,
        }

    def get_config(self):
        return {
            **super().get_config(),
            "recurrent_activation": activations.name_of(self.recurrent_activation),
            "unit_forget_bias": self.unit_forget_bias,
        }
