"""Layers around another layer: TimeDistributed and Bidirectional."""

import copy

import theano.tensor as T

from theanornn import registry
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError, TheanornnError
from theanornn.layers.base import Layer
from theanornn.layers.nodes import Connected
from theanornn.params import Params

__all__ = ["Bidirectional", "TimeDistributed"]


def _as_layer(layer, owner):
    """A layer, also from its ``{"class_name": …, "config": …}``."""
    if isinstance(layer, dict):
        from theanornn import layers  # the table of all layers, this module's among them

        layer = layers.get(layer)
    if not isinstance(layer, Layer):
        raise TheanornnError(
            f"{owner}: got {layer!r}, expected a layer, as in {owner}(LSTM(32)): an object, not a "
            "class."
        )
    return layer


def _layer_config(layer):
    return {"class_name": type(layer).__name__, "config": layer.get_config()}


class TimeDistributed(Layer):
    """Apply a layer to each step of a sequence.

    Parameters
    ----------
    layer : Layer
        What to apply; it sees ``(batch * time, …)``, all steps at once, so a Dense is one
        product.
    **options
        Arguments of `Layer`.

    Notes
    -----
    The mask of the steps goes on to the next layer and is not seen by the inner one. The
    parameters are those of the inner layer.

    Examples
    --------
    >>> from theanornn.layers import Dense
    >>> TimeDistributed(Dense(3)).compute_output_shape((None, 7, 4))
    (None, 7, 3)
    """

    supports_masking = True

    @keras1_names("plain")
    def __init__(self, layer, **options):
        super().__init__(**options)
        self.layer = _as_layer(layer, "TimeDistributed")
        self.generation = self.layer.generation
        if self.layer.stateful:
            raise TheanornnError(
                f"{self.name}: {self.layer.name} is stateful, and each step would be another "
                "batch to it; use a layer that is not."
            )

    @property
    def input_dtype(self):
        """dtype of the inner layer's input."""
        return self._integer_dtype() or self.layer.input_dtype

    @property
    def driver(self):
        """How the inner layer runs, if it is a recurrent one."""
        return getattr(self.layer, "driver", None)

    def create_params(self, input_shape):
        self.layer.random = self.random
        self.layer.build(self._step_shape(input_shape))
        self.params = self.layer.params

    def call(self, x, mask=None, *, context):
        flat = x.reshape(
            (x.shape[0] * x.shape[1], *(x.shape[axis] for axis in range(2, x.ndim))),
            ndim=x.ndim - 1,
        )
        y = self.layer.call(flat, context=context)
        return y.reshape(
            (x.shape[0], x.shape[1], *(y.shape[axis] for axis in range(1, y.ndim))),
            ndim=y.ndim + 1,
        )

    def compute_output_shape(self, input_shape):
        batch, time, *inner = (
            *input_shape[:2],
            *self.layer.compute_output_shape(self._step_shape(input_shape))[1:],
        )
        return (batch, time, *inner)

    def _step_shape(self, input_shape):
        if len(input_shape) < 3:
            raise ShapeError(
                f"{self.name}: got input of shape {tuple(input_shape)}, expected "
                "(batch, time, …), three axes at least."
            )
        return (None, *input_shape[2:])

    def check_input(self, array):
        """What the inner layer checks, at all steps; see `Layer.check_input`."""
        super().check_input(array)
        self.layer.check_input(array.reshape((-1, *array.shape[2:])))

    @property
    def trainable_weights(self):
        return self.layer.trainable_weights if self.trainable else []

    def stored_weights(self, layout=None, scope=None):
        return self.layer.stored_weights(layout, scope or self.name)

    def get_config(self):
        return {**super().get_config(), "layer": _layer_config(self.layer)}


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
        Arguments of `Layer`.

    Notes
    -----
    Where the layer returns sequences, the backward one is put in order of time before the two
    are merged. Weights are the forward layer's, then the backward layer's.

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
    def __init__(self, layer, merge_mode="concat", **options):
        layer = _as_layer(layer, "Bidirectional")
        if not hasattr(layer, "go_backwards"):
            raise TheanornnError(
                f"Bidirectional: {layer.name} is a {type(layer).__name__}, expected a recurrent "
                "layer (SimpleRNN, LSTM, GRU)."
            )
        if layer.built:
            raise TheanornnError(
                f"Bidirectional: {layer.name} has parameters already; give a new layer."
            )
        if options.get("input_shape") is None and options.get("batch_input_shape") is None:
            options["batch_input_shape"] = layer.batch_input_shape
        super().__init__(**options)
        if merge_mode is not None:
            registry.lookup("merge_mode", MERGE_MODES, merge_mode)
        self.merge_mode = merge_mode
        self.layer = layer
        self.generation = layer.generation
        self.forward_layer = _renamed(layer, "forward_")
        self.backward_layer = _renamed(layer, "backward_")
        self.backward_layer.go_backwards = not layer.go_backwards

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
    def _directions(self):
        return (self.forward_layer, self.backward_layer)

    def create_params(self, input_shape):
        for direction in self._directions:
            direction.random = self.random
            direction.build(input_shape)
        self.params = _united(self.name, self._directions)

    def call(self, x, mask=None, *, context):
        outputs = [direction.call(x, mask=mask, context=context) for direction in self._directions]
        states = []
        if self.layer.return_state:
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

    def compute_mask(self, x, mask=None):
        kept = mask if self.return_sequences else None
        masks = [kept] if self.merge_mode is not None else [kept, kept]
        if self.layer.return_state:
            masks += [None] * (2 * len(self.layer.cell_class.states))
        return masks[0] if len(masks) == 1 else masks

    def compute_output_shape(self, input_shape):
        shape = self.layer.compute_output_shape(input_shape)
        states = []
        if self.layer.return_state:
            shape, *states = shape
        if self.merge_mode == "concat":
            shape = (*shape[:-1], 2 * shape[-1])
        shapes = [shape] if self.merge_mode is not None else [shape, shape]
        shapes += [*states, *states]
        return shapes[0] if len(shapes) == 1 else shapes

    def reset_states(self):
        """Set the states of both directions to zero."""
        for direction in self._directions:
            direction.reset_states()

    @property
    def trainable_weights(self):
        if not self.trainable:
            return []
        return [w for direction in self._directions for w in direction.trainable_weights]

    def stored_weights(self, layout=None, scope=None):
        stored = []
        for direction in self._directions:
            stored += direction.stored_weights(layout, f"{scope or self.name}/{direction.name}")
        return stored

    def get_config(self):
        return {
            **super().get_config(),
            "layer": _layer_config(self.layer),
            "merge_mode": self.merge_mode,
        }


def _renamed(layer, prefix):
    """A copy of a layer that is not built yet, under another name."""
    twin = copy.copy(layer)
    Connected.__init__(twin)
    twin.name = prefix + layer.name
    twin.params = Params(twin.name)
    return twin


def _united(name, layers):
    """One container over the parameters of several layers."""
    united = Params(name)
    for layer in layers:
        for key, variable in layer.params.items():
            united.add(
                f"{layer.name}_{key}",
                variable,
                trainable=layer.trainable and any(variable is w for w in layer.params.trainable),
                regularizer=layer.params.regularizers.get(key),
                constraint=layer.params.constraints.get(key),
            )
    return united
