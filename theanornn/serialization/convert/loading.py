"""Records into a model: all of them, or none.

Which record is for which layer: by their names where these are the same on both sides, else by
order. What a layer of theanornn computes must be what the arrays were made for; where it is not, a
`ConversionError` says why, and what works.
"""

import numpy as np

from theanornn.errors import ConversionError, ShapeError
from theanornn.serialization.convert.matching import matched
from theanornn.serialization.finite import warn_of_not_finite

__all__ = ["load_records"]

_SELDOM = {
    "peepholes": "has no peepholes: make it with peepholes=True",
    "h0": "begins with zeros: call the layer with initial_state=, or use "
    "theanornn.recurrence.recur(..., initial_state=) over the arrays of the record",
    "b_recurrent": "has no recurrent bias: make it with reset_after=True",
    "b": "has no bias: make it with use_bias=True",
}
_SELDOM["c0"] = _SELDOM["h0"]


def load_records(model, records, path="the records", by_name=False):
    """Set the weights of a model to what records hold.

    Parameters
    ----------
    model : Sequential or Model
        Built.
    records : list of LayerRecord
    path : str
        For messages.
    by_name : bool
        Load into the layers that have the names of records, and leave the others.

    Raises
    ------
    ShapeError
        Layers or arrays are too many, too few, or of other shapes; they are named.
    ConversionError
        A layer of the model computes something else than what the arrays are of.
    """
    values = {}
    for layer, record in matched(model, records, path, by_name):
        values.update(_values(layer, record, path))
    warn_of_not_finite({variable.name: value for variable, value in values.items()}, path)
    for variable, value in values.items():
        variable.set_value(value)


def _values(layer, record, path):
    """From each shared variable of the layer to its new value."""
    if record.kind == "bidirectional" and hasattr(layer, "forward_layer"):
        values = {}
        for direction, part in zip((layer.forward_layer, layer.backward_layer), record.parts):
            values.update(_values(direction, part, path))
        return values
    where = f"{path}: {record.name}, for the layer {layer.name}"
    arrays, values = dict(record.arrays), {}
    for name, variable in layer.named_weights().items():
        shape = np.shape(variable.get_value(borrow=True))
        array = arrays.pop(name, None)
        if array is None:
            if name not in ("b", "b_recurrent"):
                raise ShapeError(f"{where}: has no array {name!r}, only {_listed(record.arrays)}")
            array = np.zeros(shape)
        if np.shape(array) != shape:
            raise ShapeError(
                f"{where}: {name} has shape {np.shape(array)}, but the layer's has {shape}"
            )
        if np.asarray(array).dtype.kind not in "fiub":
            raise ShapeError(f"{where}: {name} holds {np.asarray(array).dtype}, expected numbers")
        with np.errstate(over="ignore"):
            values[variable] = np.array(array, dtype=variable.dtype)
    _check_rest(arrays, where)
    return values


def _check_rest(arrays, where):
    """What the layer has no place for must be zero: then it changes nothing."""
    for name, array in arrays.items():
        if name not in _SELDOM:
            raise ShapeError(f"{where}: has an array {name!r}, which the layer has not")
        if np.any(np.asarray(array) != 0):
            raise ConversionError(f"{where}: has {name}, but the layer {_SELDOM[name]}")


def _listed(names):
    return ", ".join(names) or "none"
