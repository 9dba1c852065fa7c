"""Layers run on arrays."""

import numpy as np
import theano
import theano.tensor as T

from theanornn.layers import CallContext


def compiled(layer, x, mask=None, training=False, **options):
    """Build a layer for arrays like these, if need be, and compile it.

    Returns
    -------
    function
        Of the input and, where there is one, the mask.
    """
    x = _as_input(layer, x)
    layer.build((x.shape[0] if layer.stateful else None, *x.shape[1:]))
    symbols = [_symbol(array) for array in (x, mask) if array is not None]
    context = CallContext(training)
    outputs = layer.call(*symbols, context=context, **options)
    function = theano.function(symbols, outputs, updates=context.updates, on_unused_input="ignore")
    return lambda x, *mask: function(_as_input(layer, x), *mask)


def run(layer, x, mask=None, training=False, calls=1, **options):
    """Build a layer for an array, if need be, and evaluate it.

    Returns
    -------
    ndarray, or list of them for several outputs or several calls
    """
    mask = None if mask is None else np.asarray(mask, dtype="int8")
    function = compiled(layer, x, mask, training, **options)
    results = [function(*(a for a in (x, mask) if a is not None)) for _ in range(calls)]
    return results if calls > 1 else results[0]


def run_mask(layer, x, mask=None):
    """The mask that a layer passes on for an array, or None."""
    mask = None if mask is None else np.asarray(mask, dtype="int8")
    arrays = [array for array in (_as_input(layer, x), mask) if array is not None]
    symbols = [_symbol(array) for array in arrays]
    passed_on = layer.compute_mask(*symbols)
    if passed_on is None:
        return None
    return theano.function(symbols, passed_on, on_unused_input="ignore")(*arrays)


def _as_input(layer, x):
    return np.asarray(x, dtype=layer.input_dtype or theano.config.floatX)


def _symbol(array):
    return T.TensorType(str(array.dtype), (False,) * array.ndim)()
