"""The arguments of a recurrent cell under Keras' names, and the cell that they describe.

A layer such as `LSTM` and a cell as a layer such as `LSTMCell` take the same ones; `CellOptions`
is what both inherit.
"""

from typing import Any, NamedTuple

from theanornn import activations, constraints, initializers, regularizers
from theanornn.argument_kinds import kinds
from theanornn.layers.checks import checked_rate, checked_size
from theanornn.layers.dropout import dropout_mask
from theanornn.recurrence import choose, recur

__all__ = ["CellOptions", "Series"]

#: Keras' names for a cell's weights, as they begin the names of arguments.
_WEIGHTS = {"kernel": "W", "recurrent": "U", "bias": "b"}

_KINDS_OF_OPTIONS = {
    "initializer": initializers,
    "regularizer": regularizers,
    "constraint": constraints,
}


class Series(NamedTuple):
    """What a cell made of a sequence, time-major and in order of time.

    Parameters
    ----------
    output : (time, batch, output size)
    states : list of (time, batch, state size)
    updates : dict
        Of random generators that the steps draw from.
    """

    output: Any
    states: list
    updates: dict


class CellOptions:
    """Arguments of a cell; a subclass names its class and adds its own arguments.

    Parameters
    ----------
    units : int
        Size of the states and of the output. Keras 1 called it ``output_dim``.
    activation : str, callable or None
        Of the candidate and the output.
    use_bias : bool
    kernel_initializer, recurrent_initializer, bias_initializer : str, dict or callable
        For each gate on its own.
    kernel_regularizer, recurrent_regularizer, bias_regularizer : optional
    kernel_constraint, recurrent_constraint, bias_constraint : optional
    dropout, recurrent_dropout : float
        Share of the input and of the state to drop. One mask is drawn per batch and holds for all
        steps, and for all gates, whatever `implementation` says.
    implementation : int
        Keras' choice among its ways to compute; accepted, and without any effect on the numbers.
    **options
        Arguments of the layer.

    Attributes
    ----------
    cell : theanornn.cells.Cell
        None until the layer is built.
    """

    #: The cell that the arguments are of.
    cell_class = None

    @kinds()
    def __init__(
        self,
        units,
        activation="tanh",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        kernel_regularizer=None,
        recurrent_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        implementation=2,
        **options,
    ):
        super().__init__(**options)
        self.units = checked_size(units, self.name, "units")
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer, self.generation)
        self.recurrent_initializer = initializers.get(recurrent_initializer, self.generation)
        self.bias_initializer = initializers.get(bias_initializer, self.generation)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.recurrent_regularizer = regularizers.get(recurrent_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.recurrent_constraint = constraints.get(recurrent_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.dropout = checked_rate(dropout, self.name, "dropout")
        self.recurrent_dropout = checked_rate(recurrent_dropout, self.name, "recurrent_dropout")
        self.implementation = implementation
        self.cell = None

    @property
    def state_size(self):
        """Size of each state: a number where there is one state, else a tuple."""
        n_states = len(self.cell_class.states)
        return self.units if n_states == 1 else (self.units,) * n_states

    @property
    def output_size(self):
        """Size of the output at each step."""
        return self.units

    def create_cell(self, n_in):
        """Make the cell, and its parameters those of the layer.

        Parameters
        ----------
        n_in : int
            Features of the input.
        """
        self.cell = self.cell_class(
            n_in,
            self.units,
            name=self.name,
            rng=self.random.generator(),
            **self._cell_options(),
        )
        self.params = self.cell.params

    def _cell_options(self):
        return {
            "activation": self.activation,
            "use_bias": self.use_bias,
            "initializers": self._by_weight("initializer"),
            "regularizers": self._by_weight("regularizer"),
            "constraints": self._by_weight("constraint"),
        }

    def _by_weight(self, what):
        return {weight: getattr(self, f"{kind}_{what}") for kind, weight in _WEIGHTS.items()}

    def choose_driver(self, how):
        """The `Choice` of how the cell will run over time."""
        return choose(how, self.cell)

    def over_time(self, x, initial_state=None, mask=None, *, context, **driving):
        """Run the cell over a sequence.

        Parameters
        ----------
        x : (time, batch, features)
        initial_state : list of (batch, units), optional
        mask : (time, batch), optional
        context : CallContext
        **driving
            Further arguments of `theanornn.recurrence.recur`.

        Returns
        -------
        Series
        """
        state_dropout = None
        if context.training:
            x, state_dropout = self._dropped(x)
        series = recur(
            self.cell,
            x,
            initial_state=initial_state,
            mask=mask,
            state_dropout=state_dropout,
            **driving,
        )
        return Series(series[0], list(series), series.updates)

    def _dropped(self, x):
        """The input after dropout, and the mask for the state."""
        batch = x.shape[x.ndim - 2]
        state_dropout = None
        if self.dropout:
            mask = dropout_mask(self.random, (batch, self.cell.n_in), self.dropout)
            x = x * (mask.dimshuffle("x", 0, 1) if x.ndim == 3 else mask)
        if self.recurrent_dropout:
            state_dropout = dropout_mask(self.random, (batch, self.units), self.recurrent_dropout)
        return x, state_dropout

    def get_config(self):
        """The arguments that make the same cell again; see `Layer.get_config`."""
        config = {
            **super().get_config(),
            "units": self.units,
            "activation": activations.name_of(self.activation),
            "use_bias": self.use_bias,
            "dropout": self.dropout,
            "recurrent_dropout": self.recurrent_dropout,
            "implementation": self.implementation,
        }
        for kind in _WEIGHTS:
            for what, module in _KINDS_OF_OPTIONS.items():
                option = f"{kind}_{what}"
                config[option] = module.serialize(getattr(self, option))
        return config
