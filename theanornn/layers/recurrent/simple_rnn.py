"""The simple recurrent network: `SimpleRNN`, and one step of it, `SimpleRNNCell`."""

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.cells import SimpleRNNCell as Cell
from theanornn.layers.recurrent.base import Recurrent
from theanornn.layers.recurrent.cells import CellLayer
from theanornn.layers.recurrent.options import CellOptions
from theanornn.layers.recurrent.own_steps import OwnSteps

__all__ = ["SimpleRNN", "SimpleRNNCell"]


class _SimpleRNNOptions(CellOptions):
    cell_class = Cell

    def get_config(self):
        config = super().get_config()
        del config["implementation"]  # Keras 2 has it for LSTM and GRU only
        return config


class SimpleRNN(OwnSteps, _SimpleRNNOptions, Recurrent):
    """The fully connected recurrence ``h = activation(x · W + h · U + b)``.

    Parameters
    ----------
    units : int
    **options
        Arguments of `CellOptions` and `Recurrent`.

    Examples
    --------
    >>> SimpleRNN(8, return_sequences=True).compute_output_shape((None, 7, 4))
    (None, 7, 8)
    """

    @keras1_names("recurrent", implementation=0)
    @kinds()
    def __init__(self, units, activation="tanh", use_bias=True, **options):
        super().__init__(units, activation, use_bias, **options)


class SimpleRNNCell(_SimpleRNNOptions, CellLayer):
    """One step of `SimpleRNN`, for `RNN`.

    Parameters
    ----------
    units : int
    **options
        Arguments of `CellOptions` and `Layer`.

    Examples
    --------
    >>> SimpleRNNCell(8).state_size
    8
    """

    @keras1_names("recurrent")
    @kinds()
    def __init__(self, units, activation="tanh", use_bias=True, **options):
        super().__init__(units, activation, use_bias, **options)
