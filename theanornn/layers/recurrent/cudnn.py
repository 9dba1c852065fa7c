"""Keras' layers for cuDNN, `CuDNNLSTM` and `CuDNNGRU`: their arguments and weights, run as others.

What counts is that models and files with them go on to work: nothing here needs a GPU.
"""

import numpy as np
import theano.tensor as T

from theanornn.argument_kinds import kinds
from theanornn.argument_names import ArgumentError, keras1_names
from theanornn.cells import GRUCell, LSTMCell
from theanornn.layers.recurrent.base import Recurrent
from theanornn.layers.recurrent.options import CellOptions
from theanornn.params import Params

__all__ = ["CuDNNGRU", "CuDNNLSTM"]

#: What cuDNN has fixed, and the layers of Keras therefore have no arguments for.
_FIXED = (
    "activation",
    "dropout",
    "implementation",
    "recurrent_dropout",
    "unroll",
    "use_bias",
)


class _CuDNN(CellOptions, Recurrent):
    """What both layers have in common.

    The parameters are those of Keras' layers: in the kernels each gate's block holds the transposed
    matrix, read row by row, and the bias holds that of the input, then that of the recurrent
    product.
    """

    @kinds()
    def __init__(self, units, **options):
        for name in _FIXED:
            if name in options:
                raise ArgumentError(
                    f"{type(self).__name__} has no argument {name!r}: cuDNN has it fixed. Use "
                    f"{type(self).__name__[5:]} to choose it."
                )
        super().__init__(units, **options)

    def create_cell(self, n_in):
        initial = self.cell_class(
            n_in, self.units, name=self.name, rng=self.random.generator(), **self._cell_options()
        )
        biases = self._initial_biases(initial)
        values = {"W": initial.W.get_value(), "U": initial.U.get_value(), "b": biases}
        regularizers, constraints = self._by_weight("regularizer"), self._by_weight("constraint")
        self.params = Params(self.name)
        for name, value in values.items():
            self.params.add(
                name, value, regularizer=regularizers[name], constraint=constraints[name]
            )
        self.cell = self.cell_class(
            n_in, self.units, name=self.name, weights=self._plain_weights(n_in), **self._variant
        )

    def _plain_weights(self, n_in):
        """The weights as the cell has them, as expressions of the parameters."""
        half = len(self.cell_class.gates) * self.units
        b = self.params["b"]
        return {
            "W": self._transposed(self.params["W"], n_in),
            "U": self._transposed(self.params["U"], self.units),
            **self._plain_biases(b[:half], b[half:]),
        }

    def _transposed(self, kernel, rows):
        blocks = [
            kernel[:, k * self.units : (k + 1) * self.units].flatten()
            for k in range(len(self.cell_class.gates))
        ]
        return T.concatenate([each.reshape((self.units, rows)).T for each in blocks], axis=1)

    def get_config(self):
        config = super().get_config()
        return {name: value for name, value in config.items() if name not in _FIXED}


class CuDNNLSTM(_CuDNN):
    """Keras 2's LSTM for cuDNN: an `LSTM` with two biases, and its weights in cuDNN's layout.

    Parameters
    ----------
    units : int
    unit_forget_bias : bool
        Whether the (recurrent) bias of the forget gate starts at 1.
    **options
        Initializers, regularizers and constraints as of `LSTM`, and arguments of `Recurrent`.

    Examples
    --------
    >>> layer = CuDNNLSTM(8)
    >>> layer.build((None, 7, 4))
    >>> [array.shape for array in layer.get_weights()]
    [(4, 32), (8, 32), (64,)]
    """

    cell_class = LSTMCell
    _variant = {}

    @keras1_names("plain")
    @kinds()
    def __init__(self, units, unit_forget_bias=True, **options):
        super().__init__(units, **options)
        self.unit_forget_bias = unit_forget_bias

    def _cell_options(self):
        forget_bias = 1.0 if self.unit_forget_bias else None
        return {**super()._cell_options(), "forget_bias": forget_bias}

    def _initial_biases(self, initial):
        rng = self.random.generator()
        of_input = [self.bias_initializer((self.units,), rng) for _ in initial.gates]
        return np.concatenate([*of_input, initial.b.get_value()])

    def _plain_biases(self, of_input, recurrent):
        return {"b": of_input + recurrent}

    def get_config(self):
        return {**super().get_config(), "unit_forget_bias": self.unit_forget_bias}


class CuDNNGRU(_CuDNN):
    """Keras 2's GRU for cuDNN: a `GRU` with ``reset_after=True``, its weights in cuDNN's layout.

    Parameters
    ----------
    units : int
    **options
        Initializers, regularizers and constraints as of `GRU`, and arguments of `Recurrent`.

    Examples
    --------
    >>> layer = CuDNNGRU(8)
    >>> layer.build((None, 7, 4))
    >>> [array.shape for array in layer.get_weights()]
    [(4, 24), (8, 24), (48,)]
    """

    cell_class = GRUCell
    _variant = {"reset_after": True}

    @keras1_names("plain")
    @kinds()
    def __init__(self, units, **options):
        super().__init__(units, **options)

    def _cell_options(self):
        return {**super()._cell_options(), **self._variant}

    def _by_weight(self, what):
        return {**super()._by_weight(what), "b_recurrent": getattr(self, f"bias_{what}")}

    def _initial_biases(self, initial):
        return np.concatenate([initial.b.get_value(), initial.b_recurrent.get_value()])

    def _plain_biases(self, of_input, recurrent):
        return {"b": of_input, "b_recurrent": recurrent}
