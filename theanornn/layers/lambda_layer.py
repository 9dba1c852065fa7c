"""Lambda: a function as a layer."""

import inspect

import numpy as np
import theano.tensor as T

from theanornn import stored_functions
from theanornn.argument_kinds import kinds
from theanornn.argument_names import keras1_names
from theanornn.errors import DtypeError, ShapeError
from theanornn.layers.authoring.shapes import traced_shape
from theanornn.layers.base import Layer

__all__ = ["Lambda"]


class Lambda(Layer):
    """A function of Theano variables as a layer.

    Parameters
    ----------
    function : callable
        ``function(x)`` of the input, or of the list of inputs; ``function(x, mask=mask)`` where it
        has such an argument. It returns a variable, or a list of them.
    output_shape : tuple, callable or None
        Shape of the output without the batch axis; or a function from the input's shape (or shapes)
        to the output's, both with the batch axis. None: found out from what the function computes.
    mask : callable, variable or None
        The mask that goes on to the next layer, or ``mask(x, mask)``, which returns it. A mask of
        the input ends here otherwise, in Keras 2; Keras 1 refuses it.
    arguments : dict, optional
        Further arguments of `function`, by name.
    **options
        Arguments of `Layer`.

    Notes
    -----
    The function is written to a config as code, or by its name where it has one of its own at the
    top of a module. In another process it comes back from a file only if it is given, in
    `custom_objects` (under its name, or that of the layer), or if code is allowed to be executed.

    Examples
    --------
    >>> Lambda(lambda x: x[:, -1]).compute_output_shape((None, 7, 4))
    (None, 4)
    """

    takes_several_inputs = True
    may_reach_beyond = True

    @keras1_names("plain")
    @kinds(arguments="mapping", mask="masking")
    def __init__(self, function, output_shape=None, mask=None, arguments=None, **options):
        super().__init__(**options)
        if isinstance(mask, dict) and arguments is None:
            mask, arguments = None, mask  # their places in Keras 1
        if not callable(function):
            raise DtypeError(f"{self.name}: got {function!r}, expected a function.")
        if output_shape is not None and not callable(output_shape):
            try:
                output_shape = tuple(output_shape)
            except TypeError:
                raise ShapeError(
                    f"{self.name}: output_shape={output_shape!r}, expected a tuple without the "
                    "batch axis, or a function from shape to shape."
                ) from None
        self.function = function
        self.mask = mask
        self.arguments = dict(arguments or {})
        self._shape_rule = output_shape
        self.finds_out_shape = output_shape is None
        stored_functions.remember(function)
        if callable(output_shape):
            stored_functions.remember(output_shape)

    def call(self, x, mask=None, *, context):
        arguments = dict(self.arguments)
        if _has_argument(self.function, "mask"):
            arguments["mask"] = mask
        return _as_variables(self.function(x, **arguments))

    def compute_mask(self, x, mask=None):
        """What `mask` says; see `Layer.compute_mask`."""
        if self.mask is not None:
            return self.mask(x, mask) if callable(self.mask) else self.mask
        return super().compute_mask(x, mask) if self.generation == 1 else None

    def compute_output_shape(self, input_shape):
        if self.finds_out_shape:
            return traced_shape(self, input_shape)
        if not callable(self._shape_rule):
            several = isinstance(input_shape, list)
            return (input_shape[0][0] if several else input_shape[0], *self._shape_rule)
        shape = self._shape_rule(input_shape)
        if isinstance(shape, list) and all(isinstance(each, (list, tuple)) for each in shape):
            return [tuple(each) for each in shape]
        if not isinstance(shape, (list, tuple)):
            raise ShapeError(
                f"{self.name}: the function given as output_shape returned {shape!r} for "
                f"{input_shape}, expected a tuple with the batch axis."
            )
        return tuple(shape)

    def get_config(self):
        function, kind = stored_functions.described(self.function)
        shape, shape_kind = self._shape_rule, "raw"
        if callable(shape):
            shape, shape_kind = stored_functions.described(shape)
        return {
            **super().get_config(),
            "function": function,
            "function_type": kind,
            "output_shape": list(shape) if isinstance(shape, tuple) else shape,
            "output_shape_type": shape_kind,
            "arguments": {name: _as_json(value) for name, value in self.arguments.items()},
        }

    @classmethod
    def from_config(cls, config):
        """A layer from what `get_config` returned, or from a config of Keras 1 or 2.

        Raises
        ------
        DataError
            The function is code, which may not or cannot be executed.
        UnknownNameError
            It is a name that is not among the custom objects.
        """
        config = dict(config)
        owner = config.get("name") or cls.__name__
        for what in ("function", "output_shape"):
            kind = config.pop(f"{what}_type", "raw")
            if kind != "raw":
                config[what] = stored_functions.restored(config[what], kind, owner)
        arguments = config.get("arguments") or {}
        config["arguments"] = {name: _from_json(value) for name, value in arguments.items()}
        return cls(**config)


def _has_argument(function, name):
    try:
        return name in inspect.signature(function).parameters
    except (TypeError, ValueError):  # what is built in does not tell
        return False


def _as_variables(outputs):
    if isinstance(outputs, (list, tuple)):
        return [T.as_tensor_variable(output) for output in outputs]
    return T.as_tensor_variable(outputs)


def _as_json(value):
    """An argument as JSON has it; arrays in the way of Keras 2."""
    if isinstance(value, np.ndarray):
        return {"type": "ndarray", "value": value.tolist()}
    return value.item() if isinstance(value, np.generic) else value


def _from_json(value):
    if isinstance(value, dict) and value.get("type") == "ndarray":
        return np.array(value["value"])
    return value
