"""The arrays of a file, whatever kind of file it is: `read_arrays`.

What the arrays are *of* is not asked here; `kinds` does that, by their names and shapes.
"""

import bz2
import gzip
import io
import os
import re
import zipfile
import zlib
from typing import NamedTuple

import numpy as np

from theanornn.errors import ConversionError, DataError
from theanornn.serialization.convert import npz, pickles
from theanornn.serialization.endings import of_no_kind

__all__ = ["Arrays", "read_arrays"]

_LISTED = "arr_"
_NUMBERED = re.compile(rf"(^|/){_LISTED}[0-9]+$")


class Arrays(NamedTuple):
    """The arrays of a file, and the rest.

    Attributes
    ----------
    path : str
    container : str
        "npz", "npy", "pickle", "safetensors" or "torch".
    arrays : dict, str to ndarray
        Those of numbers, in the order of the file; those of a list as ``arr_0``, ``arr_1`` …,
        those within containers as ``model/W``.
    others : dict
        What else there was: numbers, texts, lists of them.
    metadata : dict
        Of safetensors.
    """

    path: str
    container: str
    arrays: dict
    others: dict
    metadata: dict

    @property
    def is_list(self):
        """Whether the arrays came without names of their own."""
        return all(_NUMBERED.match(name) for name in self.arrays)


def read_arrays(path):
    """Read all arrays of a file. Nothing in it is executed.

    Parameters
    ----------
    path : str or path
        Of an ``.npz``, ``.npy`` or safetensors file, a pickle (compressed with gzip or bzip2 too),
        or, where PyTorch is installed, what ``torch.save`` wrote.

    Returns
    -------
    Arrays

    Raises
    ------
    FileNotFoundError
        There is no such file.
    DataError
        It is damaged, of another kind, or holds code.
    """
    path = os.fspath(path)
    with open(path, "rb") as file:
        content = file.read()
    try:
        container, found, metadata = _opened(path, content)
        arrays, others = {}, {}
        _sort(found, "", arrays, others)
        if not arrays:
            raise DataError("holds no arrays of numbers")
    except (DataError, ConversionError) as error:
        raise type(error)(f"{path}: {error}") from error
    return Arrays(path, container, _of_one_list(arrays), others, metadata)


def _opened(path, content):
    """The kind of container, what it holds, and its metadata."""
    if not content:
        raise DataError("the file is empty")
    content = _unpacked(content)
    if content[:6] == b"\x93NUMPY":
        return "npy", npz.read_npy(content), {}
    if content[:4] == b"PK\x03\x04":
        if _is_of_torch(content):
            return "torch", _by_torch(path), {}
        return "npz", npz.read_npz(io.BytesIO(content)), {}
    if content[:8] == b"\x89HDF\r\n\x1a\n":
        raise DataError("an HDF5 file, which is read as one of Keras'")
    if content[8:9] == b"{" and int.from_bytes(content[:8], "little") < len(content):
        return ("safetensors", *_of_safetensors(content))
    if _OLD_TORCH in content[:32]:
        return "torch", _by_torch(path), {}
    try:
        return "pickle", pickles.load(content), {}
    except pickles.Unreadable as error:
        raise DataError(of_no_kind(path, error)) from error


def _unpacked(content):
    """The content, decompressed where it is compressed."""
    module = {b"\x1f\x8b": gzip, b"BZ": bz2}.get(content[:2])
    if module is None or (module is bz2 and content[2:3] != b"h"):
        return content
    unpacked = bytearray()
    try:
        with module.open(io.BytesIO(content)) as file:
            while chunk := file.read(1 << 20):
                unpacked += chunk
                npz.check_growth(len(content), len(unpacked))
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"no readable compressed file: {error}") from error
    return bytes(unpacked)


# The first pickle in a file of PyTorch before 1.6 is this number.
_OLD_TORCH = (0x1950A86A20F9469CFC6C).to_bytes(10, "little")


def _is_of_torch(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(name.endswith("/data.pkl") for name in archive.namelist())
    except Exception:  # damaged; reading it as an npz file says how
        return False


def _by_torch(path):
    try:
        import torch
    except ImportError:
        raise ConversionError(
            "what torch.save wrote is a pickle of PyTorch's own, and PyTorch is not installed "
            "here. Where it is, write safetensors instead: safetensors.torch.save_file("
            'torch.load("model.pt", weights_only=True), "model.safetensors")'
        ) from None
    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # PyTorch raises many things, long texts among them
        raise DataError(
            "torch.load(..., weights_only=True) refuses it: save model.state_dict(), not the "
            f"model: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
        ) from error
    return _without_tensors(found)


def _without_tensors(thing):
    if isinstance(thing, dict):
        return {name: _without_tensors(value) for name, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_without_tensors(value) for value in thing]
    if hasattr(thing, "detach"):
        thing = thing.detach()
        return (thing.float() if "float16" in str(thing.dtype) else thing).numpy()
    return thing


def _of_safetensors(content):
    import json

    import safetensors

    try:
        entries = safetensors.deserialize(content)
        header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
        arrays = {name: _of_safetensor(name, entry) for name, entry in entries}
    except DataError:
        raise
    except Exception as error:  # the library's own error, and those of JSON and NumPy
        raise DataError(f"no readable safetensors file: {error}") from error
    return arrays, header.get("__metadata__", {})


_DTYPES = {"BOOL": "?"}
_DTYPES.update(
    {
        f"{kind}{bits}": f"<{kind.lower()}{bits // 8}"
        for kind in "FIU"
        for bits in (8, 16, 32, 64)
        if (kind, bits) != ("F", 8)
    }
)


def _of_safetensor(name, entry):
    shape, data = entry["shape"], entry["data"]
    if entry["dtype"] == "BF16":  # the upper half of a float32
        halves = np.frombuffer(data, "<u2").astype("<u4") << 16
        return halves.view("<f4").reshape(shape)
    if entry["dtype"] not in _DTYPES:
        raise DataError(f"{name} has dtype {entry['dtype']}, which NumPy does not know")
    return np.frombuffer(data, _DTYPES[entry["dtype"]]).reshape(shape).copy()


def _sort(found, prefix, arrays, others):
    """Put each thing among the arrays or the others, under a name that says where it was."""
    if isinstance(found, np.ndarray) and found.dtype.kind in "fiub":
        arrays[prefix or f"{_LISTED}0"] = found
    elif isinstance(found, dict) and (not prefix or _holds_array(found)):
        for name, value in found.items():
            _sort(value, _join(prefix, str(name)), arrays, others)
    elif isinstance(found, (list, tuple)) and any(_holds_array(each) for each in found):
        for number, value in enumerate(found):
            _sort(value, _join(prefix, f"{_LISTED}{number}"), arrays, others)
    else:
        others[prefix] = found


def _of_one_list(arrays):
    """The arrays; of a list, by their numbers, without what stands before these.

    The order of an npz file is none: NumPy on Python 2 wrote the arrays of a list as it happened.
    """
    owners = {name.rpartition("/")[0] for name in arrays}
    if len(owners) > 1 or not all(_NUMBERED.search(name) for name in arrays):
        return arrays
    plain = {name.rpartition("/")[2]: array for name, array in arrays.items()}
    return dict(sorted(plain.items(), key=lambda item: int(item[0][len(_LISTED) :])))


def _join(prefix, name):
    return f"{prefix}/{name}" if prefix else name


def _holds_array(thing):
    if isinstance(thing, (list, tuple, dict)):
        return any(map(_holds_array, thing.values() if isinstance(thing, dict) else thing))
    return isinstance(thing, np.ndarray) and thing.ndim > 0
