"""What subclasses of `LSTM`, `GRU` and `SimpleRNN` may override, as in Keras 1 and 2.0: `OwnSteps`.

A layer of those could be changed in its ``step``, in what each step is given besides
(``get_constants``) and in what is done to the whole input first (``preprocess_input``). Where a
subclass does, its layer runs the step as it is written; all others run their cell.
"""

import inspect

import numpy as np
import theano
import theano.tensor as T

from theanornn.errors import ShapeError
from theanornn.layers.context import current_context
from theanornn.layers.nodes import as_list
from theanornn.layers.recurrent.options import Series
from theanornn.randomness import current_source
from theanornn.recurrence import choose, recur
from theanornn.recurrence.traced import TracedCell
from theanornn.shape_inference import inferred_shape

__all__ = ["OwnSteps"]

_HOOKS = ("step", "get_constants", "preprocess_input")

#: Keras 1's names of attributes.
_KERAS1 = {
    "output_dim": "units",
    "inner_activation": "recurrent_activation",
    "dropout_W": "dropout",
    "dropout_U": "recurrent_dropout",
    "W_regularizer": "kernel_regularizer",
    "U_regularizer": "recurrent_regularizer",
    "b_regularizer": "bias_regularizer",
}
_INITIALIZATIONS = {"init": "kernel_initializer", "inner_init": "recurrent_initializer"}
_CONSUME_LESS = {0: "cpu", 1: "mem", 2: "gpu"}


class OwnSteps:
    """Methods of the built-in recurrent layers that a subclass may have of its own.

    In them the layer is known by Keras 1's names as well: ``output_dim``, ``inner_init``, ``W_i``.
    """

    #: Whether the class has.
    has_own_steps = False

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        cls.has_own_steps = any(
            getattr(cls, name) is not getattr(OwnSteps, name) for name in _HOOKS
        )

    # -- the methods ------------------------------------------------------------------------------

    def preprocess_input(self, x, training=None):
        """What the steps see of the input.

        Parameters
        ----------
        x : tensor3 (batch, time, features)
        training : bool, optional
            The phase, where it is not that of the graph.

        Returns
        -------
        tensor3
            The projection ``(batch, time, gates * units)`` with ``consume_less='cpu'`` (in Keras 2
            ``implementation=0``), else the input itself.
        """
        if self.implementation != 0:
            return x
        x = x.dimshuffle(1, 0, 2)
        if self._phase(training):
            x, _ = self._dropped(x)
        return self.cell.project(x).dimshuffle(1, 0, 2)

    def get_constants(self, x, training=None):
        """What each step gets after the states.

        Returns
        -------
        list
            For the recurrent product and for the input, what each gate multiplies them by: a list
            of masks, or of ones where there is no dropout. Keras 2 has them in the other order.
        """
        of_input = of_state = theano.tensor.constant(np.ones((), theano.config.floatX))
        if self._phase(training):
            sequence = x.dimshuffle(1, 0, 2)
            dropped, mask = self._dropped(T.ones_like(sequence))
            of_state = of_state if mask is None else mask
            if self.dropout and self.implementation != 0:
                of_input = dropped[0]
        masks = [[mask] * len(self.cell_class.gates) for mask in (of_state, of_input)]
        return masks if self.generation == 1 else masks[::-1]

    def step(self, x, states):
        """One step of time.

        Parameters
        ----------
        x : matrix
            Of what `preprocess_input` returned.
        states : list
            The states, then what `get_constants` returned.

        Returns
        -------
        output : (batch, units)
        states : list of (batch, units)
        """
        n_states = len(self.cell.states)
        masks = states[n_states : n_states + 2]
        of_state, of_input = (mask[0] for mask in (masks if self.generation == 1 else masks[::-1]))
        cell = self.cell.rebound({"state_dropout": of_state})
        z = x if self.implementation == 0 else cell.project(x * of_input)
        new = cell.step(z, *states[:n_states])
        return new[0], list(new)

    # -- running them -----------------------------------------------------------------------------

    def choose_driver(self, how):
        return None if self.has_own_steps else super().choose_driver(how)

    def over_time(self, x, initial_state=None, mask=None, *, context, how, **driving):
        if not self.has_own_steps:
            return super().over_time(x, initial_state, mask, context=context, how=how, **driving)
        batch_major = x.dimshuffle(1, 0, 2)
        batch_major._keras_shape = (None, None, self.built_shape[-1])
        seen = _told_phase(self.preprocess_input, batch_major, context)
        width = inferred_shape(seen)[-1]
        if width is None:
            raise ShapeError(
                f"{self.name}: the width of what preprocess_input returns is not known."
            )
        constants = list(_told_phase(self.get_constants, batch_major, context))

        def step(x_t, states):
            output, new = self.step(x_t, [*states, *constants])
            return output, list(new)

        cell = TracedCell(step, width, self._state_sizes, self.name)
        self.driver = choose(how, cell)
        if initial_state is not None and cell.has_output:
            initial_state = [None, *as_list(initial_state)]
        states = recur(
            cell,
            seen.dimshuffle(1, 0, 2),
            initial_state=initial_state,
            mask=mask,
            how=how,
            **driving,
        )
        return Series(states[0], list(states[cell.has_output :]), states.updates)

    @staticmethod
    def _phase(training):
        return current_context().training if training is None else bool(training)

    # -- Keras 1's names --------------------------------------------------------------------------

    @property
    def consume_less(self):
        """Keras 1's name of `implementation`."""
        return _CONSUME_LESS[self.implementation]

    @consume_less.setter
    def consume_less(self, value):
        self.implementation = {name: number for number, name in _CONSUME_LESS.items()}[value]

    def __getattr__(self, name):
        if name in _KERAS1:
            return getattr(self, _KERAS1[name])
        if name in _INITIALIZATIONS:
            return _initialization(getattr(self, _INITIALIZATIONS[name]))
        weight, _, gate = name.partition("_")
        if gate in self.cell_class.gates and weight in vars(self).get("params", {}):
            return self.cell.gate(self.params[weight], gate)
        return super().__getattr__(name)


def _initialization(initializer):
    """An initializer as Keras 1 has it: of a shape and a name, to a variable."""

    def initialize(shape, name=None, **_):
        value = initializer(tuple(shape), current_source().generator())
        return theano.shared(np.asarray(value, theano.config.floatX), name=name)

    return initialize


def _told_phase(method, x, context):
    """A method's answer, with the phase where it takes that."""
    if "training" in inspect.signature(method).parameters:
        return method(x, training=context.training)
    return method(x)
