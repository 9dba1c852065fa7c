"""Layers around another layer: `TimeDistributed`, and what all of them need."""

import theano.tensor as T

from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import ShapeError, TheanornnError
from theanornn.layers.base import Layer

__all__ = ["TimeDistributed", "as_layer", "layer_config"]


def as_layer(layer, owner):
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


def layer_config(layer):
    """A layer's description: ``{"class_name": …, "config": …}``."""
    return {"class_name": type(layer).__name__, "config": layer.get_config()}


def _flat(x):
    """The first two axes as one: all steps of all samples."""
    return x.reshape(
        (x.shape[0] * x.shape[1], *(x.shape[axis] for axis in range(2, x.ndim))), ndim=x.ndim - 1
    )


def _by_steps(y, x):
    """What was made of `_flat` of `x`, with samples and steps apart again."""
    return y.reshape(
        (x.shape[0], x.shape[1], *(y.shape[axis] for axis in range(1, y.ndim))), ndim=y.ndim + 1
    )


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
    A mask of the steps ``(batch, time)`` goes on to the next layer, and the inner one does not see
    it. A mask within the steps ``(batch, time, …)`` it does see, and what it makes of it goes on:
    where it ends there, the mask of the steps that have anything real. Keras 1 knows no masks
    within the steps. The parameters are those of the inner layer.

    Examples
    --------
    >>> from theanornn.layers import Dense
    >>> TimeDistributed(Dense(3)).compute_output_shape((None, 7, 4))
    (None, 7, 3)
    """

    supports_masking = True

    @keras1_names("plain")
    @kinds()
    def __init__(self, layer, **options):
        self.layer = as_layer(layer, "TimeDistributed")
        self.generation = self.layer.generation
        super().__init__(**options)
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
        self.layer.build_for(self._step_shape(input_shape))
        self.params = self.layer.params

    def call(self, x, mask=None, *, context):
        # Keras 1 lets what the inner layer gathers while it trains, as BatchNormalization does, go.
        inner = context.frozen() if self.generation == 1 else context
        mask = self._within_steps(mask)
        y = self.layer.call(_flat(x), **({} if mask is None else {"mask": mask}), context=inner)
        return _by_steps(y, x)

    def _within_steps(self, mask):
        """The mask that the inner layer sees, or None."""
        if mask is None or mask.ndim < 3 or self.generation == 1:
            return None
        return _flat(mask)

    def compute_mask(self, x, mask=None):
        if self.generation == 1:
            return mask
        inner = self.layer.compute_mask(_flat(x), self._within_steps(mask))
        if inner is not None:
            return _by_steps(inner, x)
        if mask is None or mask.ndim < 3:
            return mask
        return T.any(T.neq(mask, 0), axis=tuple(range(2, mask.ndim)))

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

    # The inner layer's weights are its own: it may be a whole model.

    def named_weights(self):
        return self.layer.named_weights()

    @property
    def trainable_weights(self):
        return self.layer.trainable_weights if self.trainable else []

    def constraints_by_weight(self):
        return self.layer.constraints_by_weight()

    def penalties(self):
        return self.layer.penalties()

    def stored_weights(self, layout=None, scope=None):
        return self.layer.stored_weights(layout, scope or self.name)

    def get_config(self):
        return {**super().get_config(), "layer": layer_config(self.layer)}
