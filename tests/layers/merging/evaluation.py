"""Layers of several inputs, run on lists of arrays."""

import numpy as np
import theano
import theano.tensor as T

from theanornn.layers import CallContext


def compiled(layer, arrays, masks=None):
    """Build a layer for arrays like these and compile its output and its mask.

    Returns
    -------
    output : ndarray
    mask : ndarray or None
    """
    arrays = [np.asarray(array, theano.config.floatX) for array in arrays]
    masks = [None] * len(arrays) if masks is None else masks
    masks = [None if mask is None else np.asarray(mask, "int8") for mask in masks]
    x = [_symbol(array) for array in arrays]
    m = [None if mask is None else _symbol(mask) for mask in masks]
    layer.build([(None, *array.shape[1:]) for array in arrays])
    y = layer.call(x, mask=m, context=CallContext())
    mask = layer.compute_mask(x, m)
    function = theano.function(
        [*x, *(each for each in m if each is not None)],
        y if mask is None else [y, mask],
        on_unused_input="ignore",
    )
    results = function(*arrays, *(mask for mask in masks if mask is not None))
    return (results, None) if mask is None else tuple(results)


def run(layer, arrays, masks=None):
    """The output alone; see `compiled`."""
    return compiled(layer, arrays, masks)[0]


def run_mask(layer, arrays, masks):
    """The mask alone; see `compiled`."""
    return compiled(layer, arrays, masks)[1]


def _symbol(array):
    return T.TensorType(str(array.dtype), (False,) * array.ndim)()
