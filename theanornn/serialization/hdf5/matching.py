"""From the arrays of a file to the parameters of a model, whatever generation either is of.

Public names: :func:`matched`, :func:`weighted`.
"""

import numpy as np

from theanornn import callers
from theanornn.errors import DataError, ShapeError
from theanornn.layers.layouts import LAYOUTS, Layout, assignments
from theanornn.serialization.hdf5.cudnn import converted

# Those on TensorFlow and CNTK slide the kernel over the input as it is, Theano turns it round.
_CORRELATING = ("tensorflow", "cntk")


def weighted(layers):
    """The layers that have weights."""
    return [layer for layer in layers if layer.weights]


def matched(layers, contents, by_name=False, skip_mismatch=False, reshape=False):
    """What each parameter becomes; everything is checked, nothing is set.

    Parameters
    ----------
    layers : list of Layer
        Of the model, built, in Keras' order.
    contents : Contents
    by_name : bool
        Match layers by name, and leave those that either side lacks; else by order, all of them.
    skip_mismatch : bool
        Leave layers, with a warning, that do not fit those of their names.
    reshape : bool
        Take arrays of another shape, too, that have as many numbers.

    Returns
    -------
    dict, shared variable to ndarray

    Raises
    ------
    ShapeError
        The file is of another architecture; layer, array and both shapes are named.
    DataError
        `by_name`, and the file has no names.
    """
    pairs = _by_name(layers, contents) if by_name else _by_order(layers, contents)
    result = {}
    for layer, stored in pairs:
        try:
            result.update(_of_layer(layer, stored, contents, reshape))
        except ShapeError as error:
            if not (by_name and skip_mismatch):
                raise
            callers.warn(f"{error}; left as it was")
    return result


def _by_name(layers, contents):
    if contents.version == "0":
        raise DataError(
            f"{contents.path} was written by a Keras before 1.0, which did not write the names of "
            "layers; load it without by_name=True"
        )
    stored = {layer.name: layer for layer in contents.layers}
    return [(layer, stored[layer.name]) for layer in layers if layer.name in stored]


def _by_order(layers, contents):
    own = weighted(layers)
    stored = [layer for layer in contents.layers if layer.arrays]
    if len(own) != len(stored):
        raise ShapeError(
            f"{contents.path} has weights of {len(stored)} layers "
            f"({_listed(layer.name for layer in stored)}), the model has {len(own)} "
            f"({_listed(layer.name for layer in own)})"
        )
    return list(zip(own, stored))


def _of_layer(layer, stored, contents, reshape):
    arrays = list(stored.arrays.values())
    layouts = (Layout(contents.generation), *LAYOUTS)
    wanted = [layer.stored_weights(layout) for layout in layouts]
    for targets in wanted:
        if len(targets) != len(arrays):
            continue
        fitting = [_oriented(*each, contents) for each in zip(targets, arrays)]
        if _shapes(targets) == _shapes(fitting):
            return assignments(targets, fitting, layer.name)
    fitting = converted(wanted[-1], arrays)
    if fitting is not None and _shapes(wanted[-1]) == _shapes(fitting):
        return assignments(wanted[-1], fitting, layer.name)
    if reshape and [array.size for array in arrays] == [_size(each) for each in wanted[0]]:
        fitting = [array.reshape(each.shape) for array, each in zip(arrays, wanted[0])]
        return assignments(wanted[0], fitting, layer.name)
    raise ShapeError(_mismatch(layer, stored, wanted, contents.path))


def _shapes(arrays):
    return [array.shape for array in arrays]


def _size(target):
    return int(np.prod(target.shape))


def _oriented(target, array, contents):
    """The kernel of a convolution as Theano has it, from an older Keras or another backend."""
    if not target.spatial_axes:
        return array
    if contents.generation == 1 and array.ndim == 4 and array.shape != target.shape:
        array = array.transpose(2, 3, 1, 0)  # (filters, inputs, length, 1), before Keras 1.1
    if contents.backend in _CORRELATING:
        array = np.flip(array, target.spatial_axes)
    return array


def _mismatch(layer, stored, wanted, path):
    """The message for arrays that fit none of the layouts: it speaks of the nearest."""
    as_many = [targets for targets in wanted if len(targets) == len(stored.arrays)]
    targets = (as_many or wanted)[0]
    where = f"{path}: the layer {stored.name!r} does not fit {layer.name!r} of the model: "
    if len(targets) != len(stored.arrays):
        return (
            f"{where}it has {len(stored.arrays)} arrays ({_described(stored.arrays.items())}), "
            f"expected {len(targets)} "
            f"({_described((target.name, target) for target in targets)})"
        )
    wrong = [
        f"{name} has shape {array.shape}, expected {target.shape}"
        for (name, array), target in zip(stored.arrays.items(), targets)
        if array.shape != target.shape
    ]
    return where + "; ".join(wrong)


def _described(named):
    return ", ".join(f"{name} {array.shape}" for name, array in named) or "none"


def _listed(names):
    return ", ".join(names) or "none"
