"""`Recurrent`: the base that Keras 1 and 2.0 have for recurrent layers of one's own."""

import copy
import inspect

import numpy as np

from theanornn.errors import NotBuiltError, ShapeError
from theanornn.keras import backend as K
from theanornn.layers import Layer
from theanornn.layers.authoring import InputSpec
from theanornn.layers.connections import Connected
from theanornn.layers.recurrent import Recurrent as BuiltIn
from theanornn.params import Params

__all__ = ["Recurrent", "time_distributed_dense"]


class _Recurrents(type(Layer)):
    """Counts theanornn's own recurrent layers among those of the class."""

    def __instancecheck__(cls, instance):
        return super().__instancecheck__(instance) or (
            cls is Recurrent and isinstance(instance, BuiltIn)
        )

    def __subclasscheck__(cls, subclass):
        return super().__subclasscheck__(subclass) or (
            cls is Recurrent and BuiltIn in getattr(subclass, "__mro__", ())
        )


class Recurrent(Layer, metaclass=_Recurrents):
    """A recurrent layer of one's own: a subclass with ``step(x, states)``.

    It sets ``self.states``, a list with one entry for each state, in `build`, and has the size of
    its output as ``self.units``, or ``self.output_dim``. It may have methods of its own for the
    first states (`get_initial_state`), for what is handed to each step after the states
    (`get_constants`), and for what is done to the whole input first (`preprocess_input`).

    Parameters
    ----------
    weights : list of arrays, optional
        Kept as ``self.initial_weights``, for `build`.
    return_sequences, return_state, go_backwards, stateful, unroll : bool
        As of the built-in recurrent layers.
    implementation, consume_less : optional
        Kept for the subclass, and without effect.
    input_dim, input_length : int, optional
        Short for ``input_shape=(input_length, input_dim)``.
    **options
        Arguments of `Layer`.
    """

    supports_masking = True
    has_layers_within = True
    #: How built-in recurrent layers run, which is `K.rnn` here.
    driver = None

    def __init__(
        self,
        weights=None,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        unroll=False,
        implementation=0,
        consume_less="cpu",
        input_dim=None,
        input_length=None,
        **options,
    ):
        if input_dim is not None and options.get("input_shape") is None:
            options["input_shape"] = (input_length, input_dim)
        super().__init__(**options)
        self.initial_weights = weights
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.implementation = implementation
        self.consume_less = consume_less
        self.input_dim, self.input_length = input_dim, input_length
        self.input_spec = [InputSpec(ndim=3)]
        self.state_spec = None
        self.dropout = self.recurrent_dropout = 0

    @property
    def _size(self):
        for name in ("units", "output_dim"):
            if name in vars(self):
                return vars(self)[name]
        raise NotBuiltError(f"{self.name}: set self.units, the size of the output, in __init__.")

    # -- what a subclass has of its own -----------------------------------------------------------

    def step(self, x, states):
        """The output ``(batch, units)`` and the list of new states, for the input of one step."""
        raise NotImplementedError(f"{type(self).__name__} must define step(x, states).")

    def get_constants(self, inputs, training=None):
        """What each step gets after the states, a list."""
        return []

    def preprocess_input(self, inputs, training=None):
        """The input that the steps see."""
        return inputs

    def get_initial_state(self, inputs):
        """The first states: zeros of ``(batch, units)``."""
        return self.get_initial_states(inputs)

    def get_initial_states(self, x):
        """Keras 1's name of `get_initial_state`."""
        zeros = K.expand_dims(K.sum(K.zeros_like(x), axis=(1, 2)))
        return [K.tile(zeros, [1, self._size]) for _ in self.states]

    @property
    def state_size(self):
        """The sizes of the states."""
        return [self._size] * len(self.states)

    def twin(self, name):
        """A layer like this one, which is not built yet, under another name."""
        twin = copy.copy(self)
        Connected.__init__(twin)
        twin.name = name
        twin.params = Params(name)
        vars(twin).pop("_contributions", None)
        return twin

    # -- the loop ---------------------------------------------------------------------------------

    def call(self, inputs, mask=None, training=None, initial_state=None):
        """The output of all steps, or of the last; see `theanornn.keras.backend.rnn`."""
        steps = K.int_shape(inputs)[1]
        if self.unroll and steps is None:
            raise ShapeError(
                f"{self.name}: to unroll, the number of steps must be known. Give input_shape="
                "(time, features), or leave unroll away."
            )
        if initial_state is None and self.stateful:
            if self.states[0] is None:
                self.reset_states()
            initial_state = self.states
        elif initial_state is None:
            initial_state = self.get_initial_state(inputs)
        last, outputs, states = K.rnn(
            self.step,
            _told_phase(self.preprocess_input, inputs, training),
            _as_list(initial_state),
            go_backwards=self.go_backwards,
            mask=mask,
            constants=_told_phase(self.get_constants, inputs, training),
            unroll=self.unroll,
            input_length=steps,
        )
        if self.stateful:
            self.add_update(list(zip(self.states, states)), inputs)
        output = outputs if self.return_sequences else last
        return [output, *states] if self.return_state else output

    def compute_mask(self, inputs, mask=None):
        """The mask of the output: that of the input, in its order, where there are all steps."""
        mask = _as_list(mask)[0] if isinstance(mask, (list, tuple)) else mask
        kept = mask if self.return_sequences else None
        return [kept, *(None for _ in self.states)] if self.return_state else kept

    def compute_output_shape(self, input_shape):
        batch, time = input_shape[:2]
        last = (batch, self._size)
        shape = (batch, time, self._size) if self.return_sequences else last
        return [shape, *(last for _ in self.states)] if self.return_state else shape

    def reset_states(self, states=None):
        """Set the states of a stateful layer to zero, or to some values; make them at first.

        Raises
        ------
        NotBuiltError
            The size of a batch is not known.
        """
        told = self.input_spec[0].shape if self.input_spec else None
        batch = (told or self.built_shape or self.batch_input_shape or (None,))[0]
        if batch is None:
            raise NotBuiltError(
                f"{self.name}: states are kept for batches of one size; give the first layer "
                "batch_input_shape=(batch, time, features)."
            )
        if self.states[0] is None:
            self.states = [K.zeros((batch, self._size)) for _ in self.states]
        for number, state in enumerate(self.states):
            shape = K.get_variable_shape(state)
            K.set_value(state, np.zeros(shape) if states is None else _as_list(states)[number])

    def get_config(self):
        config = {
            "return_sequences": self.return_sequences,
            "go_backwards": self.go_backwards,
            "stateful": self.stateful,
            "unroll": self.unroll,
        }
        if self.return_state:
            config["return_state"] = True
        return {**super().get_config(), **config}


def _as_list(thing):
    return list(thing) if isinstance(thing, (list, tuple)) else [thing]


def _told_phase(method, inputs, training):
    """A method's answer, with the phase where it takes that."""
    if "training" in inspect.signature(method).parameters:
        return method(inputs, training=training)
    return method(inputs)


def time_distributed_dense(
    x,
    w,
    b=None,
    dropout=None,
    input_dim=None,
    output_dim=None,
    timesteps=None,
    training=None,
):
    """``x · w + b`` at each step of ``(batch, time, features)``, with the same dropout at all.

    Parameters
    ----------
    x : tensor3
    w : matrix ``(features, units)``
    b : vector, optional
    dropout : float, optional
        Share of the input to drop while training.
    input_dim, output_dim, timesteps : optional
        Accepted, and not needed.
    training : bool, optional
        The phase, where it is not that of the graph.
    """
    if dropout:
        dropped = K.dropout(x, dropout, noise_shape=(x.shape[0], 1, x.shape[2]))
        x = K.in_train_phase(dropped, x, training=training)
    y = K.dot(x, w)
    return y if b is None else y + b
