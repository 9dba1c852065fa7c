"""A recurrent layer in both directions: `Bidirectional`."""

import theano.tensor as T

from theanornn import registry
from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError, TheanornnError
from theanornn.layers.base import Layer
from theanornn.layers.nodes import as_list
from theanornn.layers.recurrent.inputs import gathered, separated, shapes_of
from theanornn.layers.weighted import united_params
from theanornn.layers.wrappers import as_layer, layer_config

__all__ = ["Bidirectional"]


def _concatenate(forward, backward):
    return T.concatenate([forward, backward], axis=-1)


MERGE_MODES = {
    "concat": _concatenate,
    "sum": lambda forward, backward: forward + backward,
    "mul": lambda forward, backward: forward * backward,
    "ave": lambda forward, backward: (forward + backward) / 2,
}


class Bidirectional(Layer):
    """A recurrent layer run in both directions, with parameters of its own for each.

    Parameters
    ----------
    layer : Layer
        A recurrent layer, not yet built. It is copied for the two directions.
    merge_mode : {"concat", "sum", "mul", "ave", None}
        How the two outputs become one; None returns them as a list.
    **options
        Arguments of `Layer`; ``weights`` are the forward layer's, then the backward layer's.

    Notes
    -----
    Where the layer returns sequences, the backward one is put in order of time before the two
    are merged. Weights are the forward layer's, then the backward layer's; so are the states that
    are returned, and those of ``initial_state=`` when the layer is called.

    References
    ----------
    Schuster, Paliwal: Bidirectional recurrent neural networks. IEEE Transactions on Signal
    Processing 45(11), 1997.

    Examples
    --------
    >>> from theanornn.layers import LSTM
    >>> Bidirectional(LSTM(8)).compute_output_shape((None, 7, 4))
    (None, 16)
    """

    supports_masking = True
    input_rank = 3

    @keras1_names("plain")
    @kinds()
    def __init__(self, layer, merge_mode="concat", **options):
        layer = as_layer(layer, "Bidirectional")
        if not hasattr(layer, "go_backwards"):
            raise TheanornnError(
                f"Bidirectional: {layer.name} is a {type(layer).__name__}, expected a recurrent "
                "layer (SimpleRNN, LSTM, GRU, RNN)."
            )
        if layer.built:
            raise TheanornnError(
                f"Bidirectional: {layer.name} has parameters already; give a new layer."
            )
        if options.get("input_shape") is None and options.get("batch_input_shape") is None:
            options["batch_input_shape"] = layer.batch_input_shape
        self.generation = layer.generation
        super().__init__(**options)
        if merge_mode is not None:
            registry.lookup("merge_mode", MERGE_MODES, merge_mode)
        self.merge_mode = merge_mode
        self.layer = layer
        self.forward_layer = layer.twin(f"forward_{layer.name}")
        self.backward_layer = layer.twin(f"backward_{layer.name}")
        self.backward_layer.go_backwards = not layer.go_backwards
        self._n_constants = 0

    @property
    def stateful(self):
        """Whether the states carry over from batch to batch."""
        return self.layer.stateful

    @property
    def driver(self):
        """How both directions run over time, and why."""
        return self.forward_layer.driver

    @property
    def return_sequences(self):
        """Whether the output has a time axis."""
        return self.layer.return_sequences

    @property
    def return_state(self):
        """Whether the states are returned as well."""
        return self.layer.return_state

    @property
    def _directions(self):
        return (self.forward_layer, self.backward_layer)

    # -- building ---------------------------------------------------------------------------------

    def _checked_shape(self, input_shape):
        shapes = shapes_of(input_shape)
        self._constant_shapes = shapes[len(shapes) - self._n_constants :]
        return super()._checked_shape(shapes[0])

    def create_params(self, input_shape):
        for direction in self._directions:
            direction.random = self.random
            direction._n_constants = self._n_constants
            shapes = [input_shape, *self._constant_shapes] if self._n_constants else input_shape
            direction.build(shapes)
        self.params = united_params(self)

    # -- the graph --------------------------------------------------------------------------------

    def __call__(self, x, initial_state=None, constants=None, **options):
        """The layer on variables.

        Parameters
        ----------
        x : variable (batch, time, features), or list of it, initial states and constants
        initial_state, constants : variable, array, or list of them, optional
            The states of the forward layer, then those of the backward layer.
        **options
            Further arguments of `Layer.__call__`.
        """
        x, given = gathered(self, x, initial_state, constants)
        return super().__call__(x, **given, **options)

    def call(self, x, mask=None, initial_state=None, constants=None, *, context):
        x, initial_state, constants = separated(self, x, initial_state, constants)
        outputs = [
            direction.call(
                x, mask=mask, initial_state=states, constants=constants or None, context=context
            )
            for direction, states in zip(self._directions, self._halves(initial_state))
        ]
        states = []
        if self.return_state:
            states = [state for output in outputs for state in output[1:]]
            outputs = [output[0] for output in outputs]
        if self.return_sequences:
            # A layer that goes backwards leaves its output in the order it made it.
            outputs = [
                output[:, ::-1] if direction.go_backwards else output
                for direction, output in zip(self._directions, outputs)
            ]
        if self.merge_mode is not None:
            outputs = [MERGE_MODES[self.merge_mode](*outputs)]
        return outputs[0] if len(outputs) + len(states) == 1 else [*outputs, *states]

    def _halves(self, states):
        if states is None:
            return None, None
        if len(states) % 2:
            raise ShapeError(
                f"{self.name}: got {len(states)} initial states, expected those of the forward "
                "layer, then as many of the backward layer."
            )
        return states[: len(states) // 2], states[len(states) // 2 :]

    def compute_mask(self, x, mask=None):
        mask = mask[0] if isinstance(mask, (list, tuple)) else mask
        kept = mask if self.return_sequences else None
        masks = [kept] if self.merge_mode is not None else [kept, kept]
        if self.return_state:
            masks += [None] * (2 * len(as_list(self.layer.state_size)))
        return masks[0] if len(masks) == 1 else masks

    def compute_output_shape(self, input_shape):
        shape = self.layer.compute_output_shape(input_shape)
        states = []
        if self.return_state:
            shape, *states = shape
        if self.merge_mode == "concat":
            shape = (*shape[:-1], 2 * shape[-1])
        shapes = [shape] if self.merge_mode is not None else [shape, shape]
        shapes += [*states, *states]
        return shapes[0] if len(shapes) == 1 else shapes

    # -- carried states ---------------------------------------------------------------------------

    @property
    def states(self):
        """The carried states of the forward layer, then those of the backward layer."""
        return [state for direction in self._directions for state in direction.states]

    def reset_states(self, states=None):
        """Set the states of both directions.

        Parameters
        ----------
        states : list of arrays (batch, units), optional
            Those of the forward layer, then those of the backward layer; zeros when left out.
        """
        halves = self._halves(None if states is None else as_list(states))
        before = [state.get_value() for state in self.states if state is not None]
        try:
            for direction, half in zip(self._directions, halves):
                direction.reset_states(half)
        except ShapeError:
            for state, value in zip(self.states, before):
                state.set_value(value)
            raise

    # -- weights ----------------------------------------------------------------------------------

    @property
    def trainable_weights(self):
        if not self.trainable:
            return []
        return [w for direction in self._directions for w in direction.trainable_weights]

    def named_weights(self):
        return {
            f"{direction.name}_{name}": variable
            for direction in self._directions
            for name, variable in direction.named_weights().items()
        }

    def constraints_by_weight(self):
        return {
            weight: constraint
            for direction in self._directions
            for weight, constraint in direction.constraints_by_weight().items()
        }

    def penalties(self):
        return [each for direction in self._directions for each in direction.penalties()]

    def stored_weights(self, layout=None, scope=None):
        stored = []
        for direction in self._directions:
            stored += direction.stored_weights(layout, f"{scope or self.name}/{direction.name}")
        return stored

    # -- configuration ----------------------------------------------------------------------------

    def get_config(self):
        config = {
            **super().get_config(),
            "layer": layer_config(self.layer),
            "merge_mode": self.merge_mode,
        }
        if self._n_constants:
            config["num_constants"] = self._n_constants
        return config

    @classmethod
    def from_config(cls, config):
        config = dict(config)
        n_constants = config.pop("num_constants", None) or 0
        layer = cls(**config)
        layer._n_constants = n_constants
        return layer
