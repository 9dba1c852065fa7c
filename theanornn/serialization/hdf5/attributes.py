"""Attributes of HDF5 groups, as every Keras and every h5py wrote and reads them.

Public names: :func:`text`, :func:`texts`, :func:`set_text`, :func:`set_texts`.
"""

import h5py
import numpy as np

from theanornn.errors import DataError

# What fits into the header of one HDF5 object. Keras 2 breaks longer lists into numbered ones.
_HEADER_LIMIT = 64512

# What a string that is kept elsewhere takes of it.
_ADDRESS = 16


def text(group, name):
    """The attribute `name` as a string, or None where there is none.

    h5py gives it as str, bytes or a NumPy scalar, as it was written.
    """
    return _as_text(group.attrs[name]) if name in group.attrs else None


def texts(group, name):
    """The attribute `name`, a list of strings; also one that is in pieces ``name0``, ``name1`` …

    Raises
    ------
    DataError
        There is no such attribute, or it is no list of strings.
    """
    if name in group.attrs:
        chunks = [group.attrs[name]]
    else:
        numbered = map(f"{name}{{}}".format, range(len(group.attrs)))
        chunks = [group.attrs[chunk] for chunk in numbered if chunk in group.attrs]
        if not chunks:
            raise DataError(f"the group {group.name!r} has no attribute {name!r}")
    return [_as_text(each) for chunk in chunks for each in np.ravel(chunk)]


def _as_text(value):
    if isinstance(value, np.ndarray) and value.shape == ():
        value = value[()]
    if isinstance(value, bytes):
        return value.decode("utf8")
    if isinstance(value, str):
        return str(value)
    raise DataError(f"expected text, found {value!r}")


def set_text(group, name, value):
    """Write a string so that old h5py gives it as the bytes that Keras decodes, however long."""
    group.attrs.create(name, value.encode("utf8"), dtype=h5py.string_dtype("ascii"))


def set_texts(group, name, values, chunked):
    """Write a list of strings.

    Parameters
    ----------
    group : h5py.Group
    name : str
    values : list of str
    chunked : bool
        Whether a list that is too long goes into several attributes, as in Keras 2; else its
        strings are kept outside of the header, which Keras 1 can read, as long as there is room for
        their addresses.
    """
    encoded = [value.encode("utf8") for value in values]
    array = np.array(encoded, dtype="S") if encoded else np.zeros(0)
    if array.nbytes <= _HEADER_LIMIT:
        group.attrs[name] = array
    elif not chunked and len(encoded) * _ADDRESS <= _HEADER_LIMIT:
        group.attrs.create(name, encoded, dtype=h5py.string_dtype("ascii"))
    else:
        rows = max(1, _HEADER_LIMIT // array.itemsize)
        for number, start in enumerate(range(0, len(array), rows)):
            group.attrs[f"{name}{number}"] = array[start : start + rows]
