"""Weights of a file of whatever kind into a model: `load_weights`."""

from theanornn.errors import ConversionError, ShapeError
from theanornn.serialization.convert import kinds, lasagne_reading
from theanornn.serialization.convert.containers import read_arrays
from theanornn.serialization.convert.loading import load_records
from theanornn.serialization.finite import warn_of_not_finite

__all__ = ["load_weights"]


def load_weights(model, path, kind=None, by_name=False, **options):
    """Set the weights of a model to what a file of another system holds, all or none of them.

    A list of arrays without names is what ``model.get_weights()`` of theanornn, Keras 1 or Keras 2
    gave, if it fits as such, else what Lasagne's ``get_all_param_values`` gave.

    Parameters
    ----------
    model : Sequential or Model
        Built.
    path, kind, **options
        As in `theanornn.serialization.convert.read_records`.
    by_name : bool
        Load into the layers that have the names of the file's, and leave the others.

    Raises
    ------
    DataError
        The file is damaged, or holds code.
    ShapeError, ConversionError
        It does not fit the model. The model is left as it was.
    """
    if kind in (None, "npz", "pickle") and kinds.kind_by_content(path) is None:
        found = read_arrays(path)
        if found.is_list and not by_name and kinds.kind_of_arrays(found) != "lasagne":
            kinds.no_options(options, "a list of arrays")
            _load_list(model, found, kind)
            return
    records = kinds.read_records(path, kind, **options)
    load_records(model, records, str(path), by_name)


def _load_list(model, found, kind):
    arrays = list(found.arrays.values())
    try:
        model.set_weights(arrays)
    except ShapeError as of_own_layout:
        error = ShapeError(f"{found.path}: {of_own_layout}")
        if kind is not None:
            raise error from of_own_layout
        try:
            records = lasagne_reading.records(found)
            load_records(model, records, found.path)
        except (ShapeError, ConversionError):
            raise error from of_own_layout
    else:
        warn_of_not_finite(found.arrays, found.path)
