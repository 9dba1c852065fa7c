"""What recurrent layers have in common: a cell, run over time, as a batch-major layer.

This is the only place where batch-major becomes time-major and back.
"""

import copy

import numpy as np
import theano.tensor as T

from theanornn import regularizers
from theanornn.argument_kinds import kinds
from theanornn.errors import ShapeError
from theanornn.layers.base import Layer
from theanornn.layers.context import current_context
from theanornn.layers.nodes import Connected, as_list, shape_of
from theanornn.layers.recurrent.carrying import Carrying
from theanornn.layers.recurrent.inputs import gathered, separated, shapes_of
from theanornn.params import Params

__all__ = ["Recurrent"]


class Recurrent(Carrying, Layer):
    """What all recurrent layers have: how the cell runs over time, and what comes out.

    A subclass makes the cell (`create_cell`), says what its states are (`state_size`,
    `output_size`, `state_names`) and runs it (`choose_driver`, `over_time`).

    Parameters
    ----------
    return_sequences : bool
        Whether the output has all steps, ``(batch, time, units)``, or the last, ``(batch, units)``.
    return_state : bool
        Whether `call` returns a list: the output, then each state after the last step.
    go_backwards : bool
        Whether to start at the end. The output is then in the order in which it was made, last
        step first; its mask is the input's, in the order of time, as both Kerases have it.
    stateful : bool
        Whether each batch starts from the states that the one before ended with. Needs the batch
        size: ``batch_input_shape=(batch, time, features)``.
    unroll : bool
        Short for ``how="unroll"``.
    how : {"auto", "fused", "scan", "unroll"}
        The driver of the recurrence; see `theanornn.recurrence.recur`.
    truncate_gradient : int
        Number of steps, from the last, that the gradient reaches; -1 for all.
    checkpoint : bool or int
        For long sequences: compute again for the gradient, in chunks of so many steps, what would
        otherwise be kept; see `theanornn.recurrence.recur`.
    activity_regularizer : optional
        Of the output.
    input_dim, input_length : int, optional
        Short for ``input_shape=(input_length, input_dim)``.
    **options
        Arguments of `Layer`.

    Attributes
    ----------
    states : list of shared variables
        Of a stateful layer, ``(batch, units)`` each; None for each state otherwise.
    driver : Choice or None
        ``(driver, reason)``: how the loop over time runs, the answer to ``how="auto"``. None until
        the layer is built.

    Notes
    -----
    The layer takes ``initial_state=`` (and, where its cell does, ``constants=``), variables or
    arrays, when it is called; or a list of them all as its input, the sequence first. A masked
    step keeps the states, and repeats the output before it, which is 0 before the first real step.
    """

    supports_masking = True
    input_rank = 3
    #: Whether the first states are where an earlier call ended, whose output masked steps repeat.
    continues = False

    @kinds()
    def __init__(
        self,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        unroll=False,
        how="auto",
        truncate_gradient=-1,
        checkpoint=False,
        activity_regularizer=None,
        input_dim=None,
        input_length=None,
        **options,
    ):
        if input_dim is not None and options.get("input_shape") is None:
            options["input_shape"] = (input_length, input_dim)
        super().__init__(**options)
        self.activity_regularizer = regularizers.get(activity_regularizer)
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.how = how
        self.truncate_gradient = truncate_gradient
        self.checkpoint = checkpoint
        self.driver = None
        self._n_constants = 0

    # -- what a subclass has ----------------------------------------------------------------------

    @property
    def state_names(self):
        """Names of the states, for messages."""
        return self.cell_class.states

    def create_cell(self, n_in):
        """Make what runs, for input of so many features, and set `params`."""
        raise NotImplementedError(f"{type(self).__name__} must define create_cell().")

    def twin(self, name):
        """A layer like this one, which is not built yet, under another name."""
        twin = copy.copy(self)
        Connected.__init__(twin)
        twin.name = name
        twin.params = Params(name)
        return twin

    # -- building ---------------------------------------------------------------------------------

    def _checked_shape(self, input_shape):
        return super()._checked_shape(shapes_of(input_shape)[0])

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
        self.create_cell(n_in)
        self.driver = self.choose_driver(self._how)
        self.create_states(batch)

    @property
    def _how(self):
        return "unroll" if self.unroll else self.how

    # -- the graph --------------------------------------------------------------------------------

    def __call__(self, x, initial_state=None, constants=None, **options):
        """The layer on variables; see `call`.

        Parameters
        ----------
        x : variable (batch, time, features), or list of it, initial states and constants
        initial_state, constants : variable, array, or list of them, optional
        **options
            Further arguments of `Layer.__call__`.
        """
        x, given = gathered(self, x, initial_state, constants)
        return super().__call__(x, **given, **options)

    def call(self, x, mask=None, training=None, initial_state=None, constants=None, context=None):
        """The layer's output; see `Layer.call`.

        Parameters
        ----------
        x : tensor3 (batch, time, features)
            Or a list: this, then the initial states, then the constants.
        mask : matrix (batch, time), optional
            1 where a step is real; at the others the state stays as it is.
        training : bool, optional
            Whether dropout acts, in place of what `context` says.
        initial_state : variable or list of variables (batch, units), optional
            One for each state of the cell; zeros, or the carried states, when left out.
        constants : variable or list of variables, optional
            What the cell sees at each step beside its input.
        context : CallContext, optional
            That of the graph which is being built, when left out.

        Returns
        -------
        variable, or list of variables with ``return_state``
        """
        context = current_context() if context is None else context
        context = context if training is None else context.in_phase(training)
        x, initial_state, constants = separated(self, x, initial_state, constants)
        n_steps = (shape_of(x) or self.built_shape)[1]
        mask = _first(mask)
        first = self._first_states(initial_state, x)
        mask = None if mask is None else mask.dimshuffle(1, 0)
        series = self.over_time(
            x.dimshuffle(1, 0, 2),
            initial_state=first,
            mask=mask,
            context=context,
            reverse=self.go_backwards,
            truncate_gradient=self.truncate_gradient,
            checkpoint=self.checkpoint,
            how=self._how,
            n_steps=n_steps if self._how == "unroll" else None,
            **({"constants": constants} if constants else {}),
        )
        for shared, expression in series.updates.items():
            context.add_update(shared, expression)
        last = 0 if self.go_backwards else -1
        finals = [states[last] for states in series.states]
        self.carry_on(finals, context)
        y = series.output
        if mask is not None and first is not None and not self.continues:
            y = _zero_before_the_first(y, mask, self.go_backwards)
        if self.return_sequences:
            y = (y[::-1] if self.go_backwards else y).dimshuffle(1, 0, 2)
        else:
            y = y[last]
        outputs = [y, *finals] if self.return_state else [y]
        for output in outputs:
            self.regularize_activity(output, context)
        return outputs if self.return_state else y

    def get_initial_state(self, inputs):
        """The first states where none are given or carried; a subclass may have others.

        Parameters
        ----------
        inputs : tensor3 (batch, time, features)

        Returns
        -------
        list of (batch, size)
            Zeros.
        """
        return [T.zeros((inputs.shape[0], size)) for size in self._state_sizes]

    def _first_states(self, given, x):
        if given is None and not self._states:
            has_own = type(self).get_initial_state is not Recurrent.get_initial_state
            given = as_list(self.get_initial_state(x)) if has_own else None
        if given is None:
            return list(self._states) or None
        if len(given) != len(self.state_names):
            raise ShapeError(
                f"{self.name}: got {len(given)} initial states, expected {len(self.state_names)}: "
                f"{', '.join(self.state_names)}."
            )
        return given

    def compute_mask(self, x, mask=None):
        mask = _first(mask)
        kept = mask if self.return_sequences else None
        return [kept, *(None for _ in self._state_sizes)] if self.return_state else kept

    def compute_output_shape(self, input_shape):
        input_shape = shapes_of(input_shape)[0]
        if input_shape[-1] is None:
            raise ShapeError(
                f"{self.name}: got input of shape {tuple(input_shape)}, expected "
                "(batch, time, features) with the number of features known."
            )
        batch, time = input_shape[:2]
        shape = (batch, time) if self.return_sequences else (batch,)
        shape = (*shape, self.output_size)
        if self.return_state:
            return [shape, *((batch, size) for size in self._state_sizes)]
        return shape

    # -- configuration ----------------------------------------------------------------------------

    def get_config(self):
        config = {
            **super().get_config(),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "return_sequences": self.return_sequences,
            "return_state": self.return_state,
            "go_backwards": self.go_backwards,
            "stateful": self.stateful,
            "unroll": self.unroll,
        }
        # Keras has no such arguments, and could not read them.
        if self.how != "auto":
            config["how"] = self.how
        if self.truncate_gradient != -1:
            config["truncate_gradient"] = self.truncate_gradient
        if self.checkpoint:
            config["checkpoint"] = self.checkpoint
        return config


def _first(mask):
    """The mask of the sequence, where there is a list of masks for all inputs."""
    return mask[0] if isinstance(mask, (list, tuple)) else mask


def _zero_before_the_first(y, mask, backwards):
    """The output ``(time, batch, units)``, 0 until a row of the mask has had its first real step.

    The state there is the initial one, which is no output.
    """
    real = T.cast(T.neq(mask, 0), "int32")
    started = T.extra_ops.cumsum(real[::-1] if backwards else real, axis=0)
    started = T.gt(started[::-1] if backwards else started, 0)
    return T.switch(T.shape_padright(started), y, np.zeros((), y.dtype))
