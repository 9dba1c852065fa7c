"""The gated recurrent unit: `GRU`, and one step of it, `GRUCell`."""

from theanornn import activations
from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.cells import GRUCell as Cell
from theanornn.layers.recurrent.base import Recurrent
from theanornn.layers.recurrent.cells import CellLayer
from theanornn.layers.recurrent.options import CellOptions
from theanornn.layers.recurrent.own_steps import OwnSteps

__all__ = ["GRU", "GRUCell"]


class _GRUOptions(CellOptions):
    cell_class = Cell

    @kinds()
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

    def get_config(self):
        return {
            **super().get_config(),
            "recurrent_activation": activations.name_of(self.recurrent_activation),
            "reset_after": self.reset_after,
        }


class GRU(OwnSteps, _GRUOptions, Recurrent):
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
        Arguments of `CellOptions` and `Recurrent`.

    Examples
    --------
    >>> GRU(8).compute_output_shape((None, 7, 4))
    (None, 8)
    """

    @keras1_names("gru", recurrent_activation="hard_sigmoid", implementation=0)
    @kinds()
    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        reset_after=False,
        **options,
    ):
        super().__init__(units, activation, recurrent_activation, use_bias, reset_after, **options)


class GRUCell(_GRUOptions, CellLayer):
    """One step of `GRU`, for `RNN`.

    Parameters
    ----------
    units : int
    recurrent_activation, reset_after : see `GRU`
    **options
        Arguments of `CellOptions` and `Layer`.

    Examples
    --------
    >>> GRUCell(8).state_size
    8
    """

    @keras1_names("gru")
    @kinds()
    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        reset_after=False,
        **options,
    ):
        super().__init__(units, activation, recurrent_activation, use_bias, reset_after, **options)
