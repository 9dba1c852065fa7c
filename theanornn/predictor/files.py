"""Files of a predictor: arrays, and beside them what to do with them as JSON.

The ending says which kind: ``.npz``, which NumPy alone reads, or ``.safetensors``. Neither can hold
code, and nothing in a file is executed.
"""

import io
import json
import os
import zipfile

import numpy as np

from theanornn.errors import DataError

__all__ = ["FORMAT_VERSION", "is_predictor", "read", "write"]

#: The newest version that this theanornn writes and reads.
FORMAT_VERSION = 1

_FORMAT = "theanornn predictor"
_DESCRIPTION = "description.json"


def write(path, description, arrays):
    """Write a file, atomically.

    Parameters
    ----------
    path : str or path
    description : dict
    arrays : dict, str to ndarray
    """
    from theanornn.serialization.atomic import write_atomically

    text = json.dumps({"format": _FORMAT, "format_version": FORMAT_VERSION, **description})
    arrays = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    if _kind(path) == "npz":
        content = io.BytesIO()
        packed = np.frombuffer(text.encode("utf-8"), np.uint8)
        np.savez(content, **{_DESCRIPTION: packed}, **arrays)
        write_atomically(path, content.getvalue())
    else:
        import safetensors.numpy

        metadata = {"format": _FORMAT, "description": text}
        write_atomically(path, safetensors.numpy.save(arrays, metadata))


def read(path):
    """Read a file.

    Returns
    -------
    description : dict
    arrays : dict, str to ndarray

    Raises
    ------
    FileNotFoundError
        There is no such file.
    DataError
        It is damaged, of another kind, or of a newer version.
    """
    path = os.fspath(path)
    reading = _read_npz if _kind(path) == "npz" else _read_safetensors
    if not os.path.exists(path):
        raise FileNotFoundError(f"there is no file {path}")
    try:
        text, arrays = reading(path)
        description = json.loads(text)
        known = description.get("format") == _FORMAT
        version = int(description["format_version"]) if known else None
    except DataError:
        raise
    except Exception as error:
        raise DataError(f"{path} is damaged or no predictor: {error}") from error
    if not known:
        raise DataError(f"{path} is no predictor's file; model.to_numpy().save(path) makes one")
    if version > FORMAT_VERSION:
        raise DataError(
            f"{path} has format version {version}, written by a newer theanornn; this one reads "
            f"up to {FORMAT_VERSION}. Upgrade: pip install -U theanornn"
        )
    return description, arrays


def is_predictor(path):
    """Whether a file holds a predictor that can be read."""
    try:
        read(path)
    except DataError:
        return False
    return True


def _kind(path):
    for kind in ("npz", "safetensors"):
        if os.fspath(path).lower().endswith(f".{kind}"):
            return kind
    raise DataError(f"{os.fspath(path)}: a predictor's file ends in .npz or .safetensors")


def _read_npz(path):
    if not zipfile.is_zipfile(path):
        raise DataError(f"{path} is damaged or no .npz file")
    with np.load(path, allow_pickle=False) as file:
        if _DESCRIPTION not in file:
            raise DataError(f"{path} holds arrays, but is no predictor's file")
        arrays = {name: file[name] for name in file.files if name != _DESCRIPTION}
        return file[_DESCRIPTION].tobytes().decode("utf-8"), arrays


def _read_safetensors(path):
    import safetensors

    with safetensors.safe_open(path, framework="numpy") as file:
        metadata = file.metadata() or {}
        if metadata.get("format") != _FORMAT:
            raise DataError(f"{path} is a safetensors file, but no predictor's")
        arrays = {name: file.get_tensor(name) for name in file.keys()}
        return metadata["description"], arrays
