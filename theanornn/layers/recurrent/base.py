"""What recurrent layers have in common: a cell, run over time, as a batch-major layer.

This is the only place where batch-major becomes time-major and back.
"""

import numpy as np
import theano

from theanornn import activations, constraints, initializers, regularizers
from theanornn.errors import NotBuiltError, ShapeError, TheanornnError
from theanornn.layers.base import Layer
from theanornn.layers.checks import checked_rate, checked_size
from theanornn.layers.dropout import dropout_mask
from theanornn.recurrence import choose, recur

__all__ = ["Recurrent"]

#: Keras' names for a cell's weights, as they begin the names of arguments.
_WEIGHTS = {"kernel": "W", "recurrent": "U", "bias": "b"}


class Recurrent(Layer):
    """What all recurrent layers have; a subclass names its cell and adds its own arguments.

    Parameters
    ----------
    units : int
        Size of the states and of the output. Keras 1 called it ``output_dim``.
    activation : str, callable or None
        Of the candidate and the output.
    use_bias : bool
    kernel_initializer, recurrent_initializer, bias_initializer : str, dict or callable
        For each gate on its own.
    kernel_regularizer, recurrent_regularizer, bias_regularizer, activity_regularizer : optional
    kernel_constraint, recurrent_constraint, bias_constraint : optional
    dropout, recurrent_dropout : float
        Share of the input and of the state to drop. One mask is drawn per batch and holds for all
        steps, and for all gates, whatever `implementation` says.
    return_sequences : bool
        Whether the output has all steps, ``(batch, time, units)``, or the last, ``(batch, units)``.
    return_state : bool
        Whether `call` returns a list: the output, then each state after the last step.
    go_backwards : bool
        Whether to start at the end. The output is then in the order in which it was made, last
        step first, and so is its mask.
    stateful : bool
        Whether each batch starts from the states that the one before ended with. Needs the batch
        size: ``batch_input_shape=(batch, time, features)``.
    unroll : bool
        Short for ``how="unroll"``.
    implementation : int
        Keras' choice among its ways to compute; accepted, and without any effect on the numbers.
    how : {"auto", "fused", "scan", "unroll"}
        The driver of the recurrence; see `theanornn.recurrence.recur`.
    truncate_gradient : int
        Number of steps, from the last, that the gradient reaches; -1 for all.
    checkpoint : bool or int
        For long sequences: compute again for the gradient, in chunks of so many steps, what would
        otherwise be kept; see `theanornn.recurrence.recur`.
    input_dim, input_length : int, optional
        Short for ``input_shape=(input_length, input_dim)``.
    **options
        Arguments of `Layer`.

    Attributes
    ----------
    cell : Cell
        None until the layer is built.
    states : list of shared variables
        Of a stateful layer, ``(batch, units)`` each; empty otherwise.
    driver : Choice or None
        ``(driver, reason)``: how the loop over time runs, the answer to ``how="auto"``. None until
        the layer is built.
    """

    supports_masking = True
    input_rank = 3
    #: The cell that the layer runs.
    cell_class = None

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
        activity_regularizer=None,
        kernel_constraint=None,
        recurrent_constraint=None,
        bias_constraint=None,
        dropout=0.0,
        recurrent_dropout=0.0,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        unroll=False,
        implementation=2,
        how="auto",
        truncate_gradient=-1,
        checkpoint=False,
        input_dim=None,
        input_length=None,
        **options,
    ):
        if input_dim is not None and options.get("input_shape") is None:
            options["input_shape"] = (input_length, input_dim)
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
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.recurrent_constraint = constraints.get(recurrent_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.dropout = checked_rate(dropout, self.name, "dropout")
        self.recurrent_dropout = checked_rate(recurrent_dropout, self.name, "recurrent_dropout")
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.implementation = implementation
        self.how = how
        self.truncate_gradient = truncate_gradient
        self.checkpoint = checkpoint
        self.cell = None
        self.states = []
        self.driver = None

    # -- building ---------------------------------------------------------------------------------

    def create_params(self, input_shape):
        batch, time, n_in = input_shape
        if self.stateful and batch is None:
            raise ShapeError(
                f"{self.name}: stateful=True needs the batch size, got input of shape "
                f"{input_shape}. Give the first layer batch_input_shape=(batch, time, features)."
            )
        if self._how == "unroll" and time is None:
            raise ShapeError(
                f"{self.name}: to unroll, the number of steps must be known, got input of shape "
                f"{input_shape}. Give input_shape=(time, features) or input_length=, or leave "
                "unroll away."
            )
        self.cell = self.cell_class(
            n_in,
            self.units,
            name=self.name,
            rng=self.random.generator(),
            **self._cell_options(),
        )
        self.params = self.cell.params
        self.driver = choose(self._how, self.cell)
        self.states = []
        if self.stateful:
            self.states = [
                theano.shared(
                    np.zeros((batch, self.units), theano.config.floatX),
                    name=f"{self.name}_{state}",
                )
                for state in self.cell_class.states
            ]

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

    # -- the graph --------------------------------------------------------------------------------

    def call(self, x, mask=None, initial_state=None, *, context):
        """The layer's output; see `Layer.call`.

        Parameters
        ----------
        x : tensor3 (batch, time, features)
        mask : matrix (batch, time), optional
            1 where a step is real; at the others the state stays as it is.
        initial_state : variable or list of variables (batch, units), optional
            One for each state of the cell; zeros, or the carried states, when left out.
        context : CallContext

        Returns
        -------
        variable, or list of variables with ``return_state``
        """
        x = x.dimshuffle(1, 0, 2)
        state_dropout = None
        if context.training:
            x, state_dropout = self._dropped(x)
        series = recur(
            self.cell,
            x,
            initial_state=self._first_states(initial_state),
            mask=None if mask is None else mask.dimshuffle(1, 0),
            reverse=self.go_backwards,
            truncate_gradient=self.truncate_gradient,
            checkpoint=self.checkpoint,
            how=self._how,
            state_dropout=state_dropout,
            n_steps=self.input_shape[1] if self._how == "unroll" else None,
        )
        for shared, expression in series.updates.items():
            context.add_update(shared, expression)
        finals = [states[0 if self.go_backwards else -1] for states in series]
        for shared, final in zip(self.states, finals):
            if context.is_updated(shared):
                raise TheanornnError(
                    f"{self.name}: a stateful layer can be used only once in a model: "
                    "each use would start from the same states. Make it with stateful=False."
                )
            context.add_update(shared, final)
        y = finals[0]
        if self.return_sequences:
            made = series[0][::-1] if self.go_backwards else series[0]
            y = made.dimshuffle(1, 0, 2)
        y = self.regularize_activity(y, context)
        return [y, *finals] if self.return_state else y

    @property
    def _how(self):
        return "unroll" if self.unroll else self.how

    def _first_states(self, given):
        if given is None:
            return self.states or None
        given = list(given) if isinstance(given, (list, tuple)) else [given]
        if len(given) != len(self.cell.states):
            raise ShapeError(
                f"{self.name}: got {len(given)} initial states, expected {len(self.cell.states)}: "
                f"{', '.join(self.cell.states)}."
            )
        return given

    def _dropped(self, x):
        """The input after dropout, and the mask for the state."""
        batch = x.shape[1]
        state_dropout = None
        if self.dropout:
            mask = dropout_mask(self.random, (batch, self.cell.n_in), self.dropout)
            x = x * mask.dimshuffle("x", 0, 1)
        if self.recurrent_dropout:
            state_dropout = dropout_mask(self.random, (batch, self.units), self.recurrent_dropout)
        return x, state_dropout

    def compute_mask(self, x, mask=None):
        kept = None
        if mask is not None and self.return_sequences:
            kept = mask[:, ::-1] if self.go_backwards else mask
        return [kept, *(None for _ in self.cell_class.states)] if self.return_state else kept

    def compute_output_shape(self, input_shape):
        if input_shape[-1] is None:
            raise ShapeError(
                f"{self.name}: got input of shape {tuple(input_shape)}, expected "
                "(batch, time, features) with the number of features known."
            )
        batch, time = input_shape[:2]
        last = (batch, self.units)
        shape = (batch, time, self.units) if self.return_sequences else last
        return [shape, *(last for _ in self.cell_class.states)] if self.return_state else shape

    # -- carried states ---------------------------------------------------------------------------

    def reset_states(self, states=None):
        """Set the carried states of a stateful layer.

        Parameters
        ----------
        states : array or list of arrays (batch, units), optional
            One for each state of the cell; zeros when left out.

        Raises
        ------
        TheanornnError
            The layer is not stateful.
        NotBuiltError
            It has no states yet.
        ShapeError
            A value of another shape, or too few; nothing is changed then.
        """
        if not self.stateful:
            raise TheanornnError(
                f"{self.name}: keeps no states between batches, so there is nothing to reset; "
                "make it with stateful=True."
            )
        if not self.built:
            raise NotBuiltError(f"{self.name}: has no states before the model is built.")
        shapes = [state.get_value(borrow=True).shape for state in self.states]
        if states is None:
            states = [np.zeros(shape) for shape in shapes]
        elif not isinstance(states, (list, tuple)):
            states = [states]
        states = [np.asarray(state) for state in states]
        if [state.shape for state in states] != shapes:
            raise ShapeError(
                f"{self.name}: got states of shapes {[state.shape for state in states]}, "
                f"expected {shapes}."
            )
        for shared, value in zip(self.states, states):
            shared.set_value(value.astype(shared.dtype))

    # -- configuration ----------------------------------------------------------------------------

    def get_config(self):
        config = {
            **super().get_config(),
            "units": self.units,
            "activation": activations.name_of(self.activation),
            "use_bias": self.use_bias,
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "dropout": self.dropout,
            "recurrent_dropout": self.recurrent_dropout,
            "return_sequences": self.return_sequences,
            "return_state": self.return_state,
            "go_backwards": self.go_backwards,
            "stateful": self.stateful,
            "unroll": self.unroll,
            "implementation": self.implementation,
        }
        for kind in _WEIGHTS:
            for what, module in _KINDS_OF_OPTIONS.items():
                option = f"{kind}_{what}"
                config[option] = module.serialize(getattr(self, option))
        # Keras has no such arguments, and could not read them.
        if self.how != "auto":
            config["how"] = self.how
        if self.truncate_gradient != -1:
            config["truncate_gradient"] = self.truncate_gradient
        if self.checkpoint:
            config["checkpoint"] = self.checkpoint
        return config


_KINDS_OF_OPTIONS = {
    "initializer": initializers,
    "regularizer": regularizers,
    "constraint": constraints,
}
