"""Layers run on arrays."""

import numpy as np
import theano
import theano.tensor as T

from theanornn.layers import CallContext


def run(layer, x, mask=None, training=False, calls=1, **options):
    """Build a layer for an array, if need be, and evaluate it.

    Returns
    -------
    ndarray, or list of them for several outputs or several calls
    """
    x = np.asarray(x, dtype=layer.input_dtype or theano.config.floatX)
    layer.build((x.shape[0] if layer.stateful else None, *x.shape[1:]))
    symbols = [_symbol(x)]
    arrays = [x]
    if mask is not None:
        mask = np.asarray(mask, dtype="int8")
        symbols.append(_symbol(mask))
        arrays.append(mask)
    context = CallContext(training)
    outputs = layer.call(*symbols, context=context, **options)
    function = theano.function(symbols, outputs, updates=context.updates, on_unused_input="ignore")
    results = [function(*arrays) for _ in range(calls)]
    return results if calls > 1 else results[0]


def run_mask(layer, x, mask=None):
    """The mask that a layer passes on for an array, or None."""
    x = np.asarray(x, dtype=layer.input_dtype or theano.config.floatX)
    symbols, arrays = [_symbol(x)], [x]
    if mask is not None:
        mask = np.asarray(mask, dtype="int8")
        symbols.append(_symbol(mask))
        arrays.append(mask)
    passed_on = layer.compute_mask(*symbols)
    if passed_on is None:
        return None
    return theano.function(symbols, passed_on, on_unused_input="ignore")(*arrays)


def _symbol(array):
    return T.TensorType(str(array.dtype), (False,) * array.ndim)()
