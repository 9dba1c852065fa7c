"""The simple recurrent network as a layer."""

from theanornn.argument_names import keras1_names
from theanornn.cells import SimpleRNNCell
from theanornn.layers.recurrent.base import Recurrent

__all__ = ["SimpleRNN"]


class SimpleRNN(Recurrent):
    """The fully connected recurrence ``h = activation(x · W + h · U + b)``.

    Parameters
    ----------
    units : int
    **options
        Arguments of `Recurrent`.

    Examples
    --------
    >>> SimpleRNN(8, return_sequences=True).compute_output_shape((None, 7, 4))
    (None, 7, 8)
    """

    cell_class = SimpleRNNCell

    @keras1_names("recurrent", implementation=0)
    def __init__(self, units, activation="tanh", use_bias=True, **options):
        super().__init__(units, activation, use_bias, **options)

    def get_config(self):
        config = super().get_config()
        del config["implementation"]  # Keras 2 has it for LSTM and GRU only
        return config
