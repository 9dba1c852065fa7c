"""The shape of a layer's output, found out from what it computes."""

import theano
import theano.tensor as T

from theanornn.failures import within
from theanornn.layers.context import CallContext
from theanornn.shape_inference import inferred_shape

__all__ = ["shape_of_computed", "traced_shape"]


def shape_of_computed(outputs):
    """The shape of a variable, or the list of shapes of a list of them."""
    if isinstance(outputs, (list, tuple)):
        return [inferred_shape(output) for output in outputs]
    return inferred_shape(outputs)


def traced_shape(layer, input_shape):
    """The shape of what a layer computes for an input of some shape.

    Parameters
    ----------
    layer : Layer
        One whose `call` can be run.
    input_shape : tuple, or list of tuples for several inputs

    Returns
    -------
    tuple, or list of tuples
    """
    several = isinstance(input_shape, list)
    shapes = input_shape if several else [input_shape]
    dtypes = layer.dtypes_seen or [layer.input_dtype] * len(shapes)
    inputs = [_stand_in(shape, dtype) for shape, dtype in zip(shapes, dtypes)]
    masks = [_stand_in(shape[:2], "bool") for shape in shapes]
    x, mask = (inputs, masks) if several else (inputs[0], masks[0])
    with within(layer, input_shape):
        return shape_of_computed(layer.call(x, mask=mask, context=CallContext()))


def _stand_in(shape, dtype):
    variable = T.TensorType(dtype or theano.config.floatX, (False,) * len(shape))()
    variable._keras_shape = tuple(shape)
    return variable
