"""Long short-term memory: `LSTM`, and one step of it, `LSTMCell`."""

from theanornn import activations
from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.cells import LSTMCell as Cell
from theanornn.layers.recurrent.base import Recurrent
from theanornn.layers.recurrent.cells import CellLayer
from theanornn.layers.recurrent.options import CellOptions
from theanornn.layers.recurrent.own_steps import OwnSteps

__all__ = ["LSTM", "LSTMCell"]


class _LSTMOptions(CellOptions):
    cell_class = Cell

    @kinds(peepholes="flag")
    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        unit_forget_bias=True,
        peepholes=False,
        **options,
    ):
        super().__init__(units, activation, use_bias, **options)
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias
        self.peepholes = peepholes

    def _cell_options(self):
        return {
            **super()._cell_options(),
            "inner_activation": self.recurrent_activation,
            "forget_bias": 1.0 if self.unit_forget_bias else None,
            "peepholes": self.peepholes,
        }

    def get_config(self):
        config = {
            **super().get_config(),
            "recurrent_activation": activations.name_of(self.recurrent_activation),
            "unit_forget_bias": self.unit_forget_bias,
        }
        if self.peepholes:  # Keras has none, and could not read it
            config["peepholes"] = True
        return config


class LSTM(OwnSteps, _LSTMOptions, Recurrent):
    """Long short-term memory; see `theanornn.cells.LSTMCell` for the equations.

    Parameters
    ----------
    units : int
    recurrent_activation : str or callable
        Of the gates. Keras 1 called it ``inner_activation`` and had ``"hard_sigmoid"``.
    unit_forget_bias : bool
        Whether the bias of the forget gate starts at 1. Keras 1: ``forget_bias_init="one"``.
    peepholes : bool
        Whether the gates see the memory, as in Lasagne's LSTMLayer; not in Keras.
    **options
        Arguments of `CellOptions` and `Recurrent`.

    Examples
    --------
    >>> LSTM(128, dropout=0.2, recurrent_dropout=0.2).compute_output_shape((None, 100, 32))
    (None, 128)
    """

    @keras1_names("lstm", recurrent_activation="hard_sigmoid", implementation=0)
    @kinds(peepholes="flag")
    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        unit_forget_bias=True,
        peepholes=False,
        **options,
    ):
        super().__init__(
            units,
            activation,
            recurrent_activation,
            use_bias,
            unit_forget_bias,
            peepholes=peepholes,
            **options,
        )


class LSTMCell(_LSTMOptions, CellLayer):
    """One step of `LSTM`, for `RNN`.

    Parameters
    ----------
    units : int
    recurrent_activation, unit_forget_bias, peepholes : see `LSTM`
    **options
        Arguments of `CellOptions` and `Layer`.

    Examples
    --------
    >>> LSTMCell(8).state_size
    (8, 8)
    """

    @keras1_names("lstm")
    @kinds(peepholes="flag")
    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        unit_forget_bias=True,
        peepholes=False,
        **options,
    ):
        super().__init__(
            units,
            activation,
            recurrent_activation,
            use_bias,
            unit_forget_bias,
            peepholes=peepholes,
            **options,
        )
