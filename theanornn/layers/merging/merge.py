"""Keras 1's way of merging: one layer, `Merge`, with a mode, and `merge`, its function."""

import inspect
import numbers

import numpy as np
import theano.tensor as T

from theanornn import registry, stored_functions
from theanornn.argument_kinds import kinds, shown
from theanornn.argument_names import keras1_names
from theanornn.errors import DtypeError, ShapeError, TheanornnError
from theanornn.layers.authoring.shapes import traced_shape
from theanornn.layers.merging.base import Merging
from theanornn.layers.merging.concatenate import Concatenate
from theanornn.layers.merging.dot import Dot, batched_product
from theanornn.layers.merging.elementwise import Add, Average, Maximum, Multiply
from theanornn.layers.nodes import is_keras_tensor

__all__ = ["MODES", "Merge", "merge"]

_EPSILON = 1e-7


class _Cosine(Dot):
    """The cosine as Keras 1 computes it, with one axis more than it says."""

    def call(self, x, mask=None, *, context):
        a, b = x
        axes = self._axes_for([a.ndim, b.ndim])
        lengths = T.sqrt(
            batched_product(a, a, (axes[0],) * 2) * batched_product(b, b, (axes[1],) * 2)
        )
        lengths = T.maximum(lengths, np.asarray(_EPSILON, lengths.dtype))
        cosine = batched_product(a, b, axes) / lengths
        return cosine.dimshuffle(0, "x", *range(1, cosine.ndim))


#: Mode to what makes the layer that does it, of a name and the arguments of `Merge`.
MODES = {
    "sum": lambda name, merge: Add(name=name),
    "mul": lambda name, merge: Multiply(name=name),
    "ave": lambda name, merge: Average(name=name),
    "max": lambda name, merge: Maximum(name=name),
    "concat": lambda name, merge: Concatenate(merge.concat_axis, name=name),
    "dot": lambda name, merge: Dot(merge.dot_axes, name=name),
    "cos": lambda name, merge: _Cosine(merge.dot_axes, name=name),
}
_OF_EQUAL_SHAPES = ("sum", "mul", "ave", "max", "cos")


class Merge(Merging):
    """Keras 1's layer of several inputs.

    Parameters
    ----------
    layers : list of layers or models, optional
        What the layer is put on at once, so that it can be the first of a `Sequential` model.
    mode : {"sum", "mul", "concat", "ave", "cos", "dot", "max"} or callable
        How to merge; a function gets the list of inputs, `arguments` and, if it has such an
        argument, ``mask``.
    concat_axis : int
        Of "concat".
    dot_axes : int or pair of int
        Of "dot" and "cos".
    output_shape : tuple or callable, optional
        Where `mode` is a function: the shape of its output without the batch axis, or a function
        from the list of input shapes to it, with the batch axis. None: found out from what the
        function computes.
    output_mask : variable or callable, optional
        Where `mode` is a function: the mask of its output, or a function of the list of masks.
    arguments : dict, optional
        Further arguments of the function `mode`.
    node_indices, tensor_indices : lists of int, optional
        Which use, and which output of it, is meant of each of `layers`.
    **options
        Arguments of `Layer`.

    Notes
    -----
    As in Keras 1, the output of "cos" has an axis of size 1 after the batch axis that its shape
    does not tell of; `Dot` with ``normalize=True`` has not.

    Examples
    --------
    >>> Merge(mode="concat").compute_output_shape([(None, 4), (None, 2)])
    (None, 6)
    """

    @keras1_names("plain")
    @kinds(layers="iterable", arguments="mapping")
    def __init__(
        self,
        layers=None,
        mode="sum",
        concat_axis=-1,
        dot_axes=-1,
        output_shape=None,
        output_mask=None,
        arguments=None,
        node_indices=None,
        tensor_indices=None,
        **options,
    ):
        super().__init__(**options)
        self.generation = 1
        self.mode = mode
        self.concat_axis = concat_axis
        self.dot_axes = dot_axes
        self.arguments = dict(arguments or {})
        self.node_indices = node_indices
        self.layers = None if layers is None else list(layers)
        for layer in self.layers or ():
            if isinstance(layer, (str, bytes, list, dict, numbers.Number, np.ndarray)):
                raise DtypeError(f"{self.name}: layers holds {shown(layer)}, expected layers")
        self._given_shape = output_shape
        self._output_mask = output_mask
        self._plain = None
        if not callable(mode):
            self._plain = registry.lookup("merge mode", MODES, mode)(self.name, self)
        for function in (mode, output_shape, output_mask):
            if callable(function):
                stored_functions.remember(function)
        if self.layers is not None:
            tensors = _outputs_of(self.layers, node_indices, tensor_indices, self.name)
            # Keras 1 loses the masks of Sequential models on the way into a Merge.
            lost = all(type(layer).__name__ == "Sequential" for layer in self.layers)
            self(tensors, mask=[None] * len(tensors) if lost else None)

    @property
    def may_reach_beyond(self):
        return self.is_own or self._plain is None

    def _checked_shape(self, input_shape):
        shapes = super()._checked_shape(input_shape)
        if self._plain is None:
            return shapes
        if self.mode in _OF_EQUAL_SHAPES and len(set(shapes)) > 1:
            raise ShapeError(
                f"{self.name}: got inputs of shapes {shapes}, expected equal ones for "
                f"mode={self.mode!r}."
            )
        self._plain.build(shapes)
        return shapes

    def call(self, x, mask=None, *, context):
        if self._plain is not None:
            return self._plain.call(x, mask, context=context)
        arguments = dict(self.arguments)
        if "mask" in inspect.signature(self.mode).parameters:
            arguments["mask"] = mask
        return self.mode(x, **arguments)

    def compute_output_shape(self, input_shape):
        if self._plain is not None:
            return self._plain.compute_output_shape(input_shape)
        if callable(self._given_shape):
            return tuple(self._given_shape(input_shape))
        if self._given_shape is None:
            return traced_shape(self, input_shape)
        return (input_shape[0][0], *self._given_shape)

    def compute_mask(self, x, mask=None):
        if self._plain is not None:
            return self._plain.compute_mask(x, mask)
        if not mask or all(each is None for each in mask):
            return None
        return self._output_mask(mask) if callable(self._output_mask) else self._output_mask

    def get_config(self):
        config = {
            **super().get_config(),
            "concat_axis": self.concat_axis,
            "dot_axes": self.dot_axes,
            "arguments": self.arguments,
        }
        values = {
            "mode": self.mode,
            "output_shape": self._given_shape,
            "output_mask": self._output_mask,
        }
        for name, value in values.items():
            kind = "raw"
            if callable(value):
                value, kind = stored_functions.described(value)
            config[name], config[f"{name}_type"] = value, kind
        return config

    @classmethod
    def from_config(cls, config):
        """A layer from what `get_config` returned, or from a config of Keras 1.

        Raises
        ------
        DataError
            Its mode is code, which may not or cannot be executed.
        UnknownNameError
            Its mode is a name that is not among the custom objects.
        """
        config = dict(config)
        owner = config.get("name") or cls.__name__
        for name in ("mode", "output_shape", "output_mask"):
            kind = config.pop(f"{name}_type", None) or "raw"
            if kind != "raw":
                config[name] = stored_functions.restored(config[name], kind, owner)
        return cls(**config)


def _outputs_of(layers, node_indices, tensor_indices, owner):
    """One Keras tensor of each layer or model."""
    if len(layers) < 2:
        raise ShapeError(f"{owner}: got {len(layers)} layers to merge, expected at least 2.")
    tensors = []
    for number, layer in enumerate(layers):
        if is_keras_tensor(layer):
            raise TheanornnError(
                f"{owner}: got {layer}, the output of a layer, among layers; call "
                "merge([tensors], mode=...) or Merge(mode=...)([tensors])."
            )
        output = layer.get_output_at(node_indices[number] if node_indices else 0)
        if isinstance(output, list):
            output = output[tensor_indices[number] if tensor_indices else 0]
        tensors.append(output)
    return tensors


@kinds(inputs="iterable")
def merge(
    inputs,
    mode="sum",
    concat_axis=-1,
    dot_axes=-1,
    output_shape=None,
    output_mask=None,
    arguments=None,
    name=None,
):
    """`Merge` on a list of Keras tensors, or of layers.

    Parameters
    ----------
    inputs : list of Keras tensors, or of layers
    mode, concat_axis, dot_axes, output_shape, output_mask, arguments, name
        Arguments of `Merge`.

    Returns
    -------
    Keras tensor, or the `Merge` layer where layers were given

    Examples
    --------
    >>> from theanornn.layers import Input
    >>> merge([Input((4,)), Input((2,))], mode="concat")._keras_shape
    (None, 6)
    """
    options = {
        "mode": mode,
        "concat_axis": concat_axis,
        "dot_axes": dot_axes,
        "output_shape": output_shape,
        "output_mask": output_mask,
        "arguments": arguments,
        "name": name,
    }
    if all(map(is_keras_tensor, inputs)):
        return Merge(**options)(list(inputs))
    return Merge(list(inputs), **options)
