"""The kinds of files that weights are read from and written to: one table, `FILE_KINDS`."""

import importlib
import os
from typing import NamedTuple, Optional

from theanornn import registry
from theanornn.errors import ConversionError
from theanornn.serialization.convert import theano_reading, torch_reading
from theanornn.serialization.convert.containers import read_arrays

__all__ = [
    "FILE_KINDS",
    "FileKind",
    "kind_by_content",
    "kind_by_suffix",
    "kind_of_arrays",
    "read_records",
    "writer",
]

_HERE = "theanornn.serialization.convert"


class FileKind(NamedTuple):
    """One kind of file.

    Attributes
    ----------
    reads : str or None
        ``module:function`` from a path (where `of_path`), or from `Arrays`, to records.
    writes : str or None
        ``module:function(model, path)``, which returns what each layer became, a list of
        ``(name, words)``.
    suffixes : tuple of str
        Of names that ask for this kind where a file is written.
    of_path : bool
        Whether `reads` takes a path.
    """

    reads: Optional[str] = None
    writes: Optional[str] = None
    suffixes: tuple = ()
    of_path: bool = False


FILE_KINDS = {
    "theanornn": FileKind(
        f"{_HERE}.own_reading:native_records",
        f"{_HERE}.own_writing:write_native",
        (".safetensors",),
        of_path=True,
    ),
    "keras": FileKind(
        f"{_HERE}.own_reading:keras_records",
        f"{_HERE}.own_writing:write_keras",
        (".h5", ".hdf5"),
        of_path=True,
    ),
    "onnx": FileKind(None, f"{_HERE}.to_onnx:write", (".onnx",)),
    "numpy": FileKind(None, f"{_HERE}.own_writing:write_predictor"),
    "torch": FileKind(
        f"{_HERE}.torch_reading:records", f"{_HERE}.torch_writing:write", (".pt", ".pth")
    ),
    "lasagne": FileKind(f"{_HERE}.lasagne_reading:records", f"{_HERE}.lasagne_writing:write"),
    "dlt": FileKind(f"{_HERE}.theano_reading:dlt_records"),
    "dl4mt": FileKind(f"{_HERE}.theano_reading:dl4mt_records"),
    "npz": FileKind(f"{_HERE}.plain_reading:records", None, (".npz",)),
    "pickle": FileKind(f"{_HERE}.plain_reading:records", None, (".pkl", ".pickle", ".p")),
}


def kind_by_suffix(path):
    """The kind that a file's name asks for, or None.

    Examples
    --------
    >>> kind_by_suffix("model.h5")
    'keras'
    """
    suffix = os.path.splitext(os.fspath(path))[1].lower()
    return next((name for name, kind in FILE_KINDS.items() if suffix in kind.suffixes), None)


def writer(kind):
    """The function ``(model, path)`` that writes a kind of file.

    Raises
    ------
    UnknownNameError
        There is no such kind.
    ConversionError
        It is read only.
    """
    entry = registry.lookup("kind of file", FILE_KINDS, kind)
    if entry.writes is None:
        raise ConversionError(
            f"files of kind {kind!r} are read, not written; written are "
            f"{', '.join(name for name, each in FILE_KINDS.items() if each.writes)}"
        )
    return _function(entry.writes)


def read_records(path, kind=None, **options):
    """The layers of a file, of whatever kind it is. Nothing in it is executed.

    Parameters
    ----------
    path : str or path
    kind : str, optional
        One of `FILE_KINDS`; seen from what the file holds, when left out.
    **options
        Of the kind's reader: ``bias_added`` and ``use_dropout`` of "dlt".

    Returns
    -------
    list of LayerRecord

    Raises
    ------
    FileNotFoundError
        There is no such file.
    DataError
        It is damaged, or holds code.
    ConversionError
        It holds layers that theanornn has not.
    """
    path = os.fspath(path)
    if kind is None:
        kind = kind_by_content(path)
    if kind is not None:
        entry = registry.lookup("kind of file", FILE_KINDS, kind)
        if entry.reads is None:
            raise ConversionError(f"{path}: files of kind {kind!r} are written, not read")
        if entry.of_path:
            no_options(options, kind)
            return _function(entry.reads)(path)
    found = read_arrays(path)
    kind = kind or kind_of_arrays(found)
    if kind != "dlt":
        no_options(options, kind)
    return _function(FILE_KINDS[kind].reads)(found, **options)


def kind_by_content(path):
    """The kind, as far as the first bytes tell it: "theanornn", "keras" or None."""
    with open(path, "rb") as file:
        start = file.read(8)
        if start == b"\x89HDF\r\n\x1a\n":
            return "keras"
        size = int.from_bytes(start, "little")
        head = file.read(min(size, 1 << 20))
    return "theanornn" if head[:1] == b"{" and b'"format":"theanornn"' in head else None


def no_options(options, kind):
    """Refuse options that the reader of this kind has not."""
    if options:
        raise ConversionError(
            f"reading {kind} takes no {', '.join(options)}; bias_added and use_dropout are of "
            "files of DeepLearningTutorials' lstm.py (kind='dlt')"
        )


def kind_of_arrays(found):
    """What the names of arrays say they are of.

    Parameters
    ----------
    found : Arrays

    Returns
    -------
    str
        A key of `FILE_KINDS`.
    """
    if theano_reading.is_of_dlt(found.arrays):
        return "dlt"
    if theano_reading.is_of_dl4mt(found.arrays):
        return "dl4mt"
    if found.container == "torch" or torch_reading.is_of_torch(
        name.rpartition("/")[2] for name in found.arrays
    ):
        return "torch"
    if found.is_list and _has_initial_states(found.arrays.values()):
        return "lasagne"
    return "pickle" if found.container == "pickle" else "npz"


def _has_initial_states(arrays):
    """Whether arrays ``(1, units)`` stand in the list, as Lasagne's initial states do."""
    arrays = list(arrays)
    return any(
        array.ndim == 2
        and len(array) == 1
        and (k == 0 or arrays[k - 1].shape == array.shape[1:] or arrays[k - 1].shape == array.shape)
        for k, array in enumerate(arrays)
    )


def _function(place):
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)
