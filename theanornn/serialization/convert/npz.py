"""Files of NumPy: ``.npz`` and ``.npy``, as far as they hold numbers; nothing is executed."""

import ast
import zipfile

import numpy as np

from theanornn.errors import DataError
from theanornn.serialization.convert import pickles

__all__ = ["check_growth", "largest", "read_npy", "read_npz"]

_MAGIC = b"\x93NUMPY"

# Weights hardly shrink when they are compressed. What grows more than this is a bomb.
_LARGEST_RATIO = 200
_ALWAYS_ALLOWED = 1 << 26


def check_growth(size, unpacked):
    """Refuse compressed data of `size` bytes that would become `unpacked` bytes, if absurd."""
    if unpacked > largest(size):
        raise DataError(
            f"its {size} bytes are said to be {unpacked} when unpacked, which weights never are"
        )


def largest(size):
    """Into how many bytes `size` bytes may unpack."""
    return max(_LARGEST_RATIO * size, _ALWAYS_ALLOWED)


def read_npz(file):
    """The arrays of an ``.npz`` file.

    Parameters
    ----------
    file : path or binary file

    Returns
    -------
    dict, str to ndarray
        In the order of the file. Python objects, where they are plain data, too.

    Raises
    ------
    DataError
        It is damaged, claims sizes that it cannot have, or holds code.
    """
    arrays = {}
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            packed = sum(member.compress_size for member in members)
            check_growth(packed, sum(member.file_size for member in members))
            for member in members:
                name = member.filename[:-4] if member.filename.endswith(".npy") else None
                if name is None:
                    raise DataError(f"holds {member.filename!r}, which is no array")
                if name in arrays:
                    raise DataError(f"holds two arrays {name!r}")
                arrays[name] = _named(name, archive.read(member))
    except DataError:
        raise
    except Exception as error:  # zipfile raises many things on damaged files
        raise DataError(f"no readable npz file: {type(error).__name__}: {error}") from error
    return arrays


def _named(name, content):
    try:
        return read_npy(content)
    except DataError as error:
        raise DataError(f"{name}: {error}") from error


def read_npy(content):
    """The array of an ``.npy`` file, or the plain data in an array of Python objects.

    Parameters
    ----------
    content : bytes

    Raises
    ------
    DataError
        As in `read_npz`.
    """
    shape, fortran, dtype, data = _parts(content)
    if dtype.hasobject:
        found = pickles.load(data)
        return found[0] if shape == () and isinstance(found, list) and len(found) == 1 else found
    if dtype.kind not in "fiubcSU" or dtype.names:
        raise DataError(f"holds {dtype}, expected numbers")
    count = 1
    for size in shape:
        count *= size
    if min(shape, default=0) < 0 or count * dtype.itemsize != len(data):
        raise DataError(
            f"is said to have the shape {shape} of {dtype}, but comes with {len(data)} bytes"
        )
    array = np.frombuffer(data, dtype).reshape(shape, order="F" if fortran else "C")
    return np.array(array, dtype=dtype.newbyteorder("="))


def _parts(content):
    """Shape, order, dtype and bytes."""
    if content[:6] != _MAGIC or len(content) < 10:
        raise DataError("no readable array: it does not begin as .npy files do")
    width = 2 if content[6] == 1 else 4
    start = 8 + width
    end = start + int.from_bytes(content[8:start], "little")
    try:
        # Python 2 wrote (3L, 4L).
        text = content[start:end].decode("latin1").replace("L,", ",").replace("L)", ")")
        header = ast.literal_eval(text.strip()) if len(text) < 10000 else None
        shape = tuple(int(size) for size in header["shape"])
        dtype = np.dtype(header["descr"])
        return shape, bool(header["fortran_order"]), dtype, content[end:]
    except Exception as error:  # of a damaged header anything can be wrong
        raise DataError(f"no readable array: its header is damaged: {error}") from error
