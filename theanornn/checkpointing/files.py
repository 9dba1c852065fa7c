"""One checkpoint: a safetensors file of arrays, whose metadata say what each of them is.

The metadata holds ``format`` ("theanornn checkpoint"), ``format_version``, ``state``, the JSON text
of :func:`theanornn.checkpointing.plain.pack`, and ``checksum``, the CRC-32 of that text and of all
arrays, their types and shapes, in the order of their numbers. Nothing in a file is ever executed.

Public names: :func:`to_bytes`, :func:`read`, :class:`Damaged`, :data:`FORMAT_VERSION`.
"""

import json
import zlib

import safetensors
import safetensors.numpy

from theanornn import __version__
from theanornn.checkpointing.plain import pack, unpack
from theanornn.errors import DataError

__all__ = ["FORMAT_VERSION", "Damaged", "read", "to_bytes"]

#: The newest version that this theanornn writes and reads.
FORMAT_VERSION = 1

_FORMAT = "theanornn checkpoint"


class Damaged(DataError):
    """A file that is no whole checkpoint."""


def to_bytes(state):
    """The content of a file.

    Parameters
    ----------
    state : dict of plain data
        See :func:`theanornn.checkpointing.plain.pack`.

    Returns
    -------
    bytes
    """
    arrays = {}
    text = json.dumps(pack(state, arrays))
    metadata = {
        "format": _FORMAT,
        "format_version": str(FORMAT_VERSION),
        "theanornn": __version__,
        "state": text,
        "checksum": str(_checksum(text, arrays)),
    }
    return safetensors.numpy.save(arrays, metadata)


def read(path):
    """The state in a file.

    Raises
    ------
    Damaged
        It is not whole, or no checkpoint.
    DataError
        A newer version of theanornn wrote it.
    OSError
        It cannot be read.

    Examples
    --------
    >>> import tempfile, os
    >>> path = os.path.join(tempfile.mkdtemp(), "1.safetensors")
    >>> with open(path, "wb") as file:
    ...     _ = file.write(to_bytes({"batch": 7}))
    >>> read(path)
    {'batch': 7}
    """
    with open(path, "rb"):  # an OSError that says what is wrong
        pass
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            if metadata.get("format") != _FORMAT:
                raise Damaged(f"{path} is no checkpoint of a training")
            version = int(metadata["format_version"])
            if version > FORMAT_VERSION:
                raise DataError(
                    f"{path} has format version {version}, written by a newer theanornn "
                    f"({metadata.get('theanornn')}); this one ({__version__}) reads up to "
                    f"{FORMAT_VERSION}. Upgrade: pip install -U theanornn"
                )
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            if int(metadata["checksum"]) != _checksum(metadata["state"], arrays):
                raise Damaged(f"{path} is damaged: its checksum is not that of what it holds")
            return unpack(json.loads(metadata["state"]), arrays)
    except DataError:
        raise
    except (
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
        safetensors.SafetensorError,
    ) as error:
        raise Damaged(f"{path} is damaged: {error}") from error


def _checksum(text, arrays):
    found = zlib.crc32(text.encode())
    for name in sorted(arrays, key=int):
        array = arrays[name]
        found = zlib.crc32(f"{name} {array.dtype} {array.shape}".encode(), found)
        found = zlib.crc32(array.reshape(-1).view("uint8").data, found)
    return found
