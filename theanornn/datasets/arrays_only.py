"""Reading pickles and npz files that hold nothing but arrays, numbers, texts and containers.

A pickle can run any program when it is read. Here one that asks for anything but NumPy's arrays is
refused: `load_pickle`, `load_npz`.
"""

import codecs
import pickle
import zipfile

import numpy as np

from theanornn.errors import NOT_OPENED, DataError

__all__ = ["load_npz", "load_pickle"]

_reconstruct = np.empty(0).__reduce__()[0]
_scalar = np.float64(0).__reduce__()[0]
_frombuffer = np.empty(0).__reduce_ex__(5)[0]

_HARMLESS = {
    ("numpy", "ndarray"): np.ndarray,
    ("numpy", "dtype"): np.dtype,
    ("numpy.core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy.core.multiarray", "scalar"): _scalar,
    ("numpy.core.numeric", "_frombuffer"): _frombuffer,
    # NumPy 2's names of the same modules.
    ("numpy._core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy._core.multiarray", "scalar"): _scalar,
    ("numpy._core.numeric", "_frombuffer"): _frombuffer,
    # How Python 3 writes bytes for Python 2.
    ("_codecs", "encode"): codecs.encode,
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        try:
            return _HARMLESS[module, name]
        except KeyError:
            raise DataError(
                f"the pickle asks for {module}.{name}; only NumPy arrays, numbers, texts, lists, "
                "tuples and dicts are read, because anything else could run a program."
            ) from None


def load_pickle(file):
    """Read a pickle of plain data, of Python 2 as well.

    Parameters
    ----------
    file : binary file

    Returns
    -------
    object

    Raises
    ------
    DataError
        If the pickle is damaged, or holds anything but plain data.

    Notes
    -----
    A pickle that was made for it can have Python ask for 32 GB of memory, and be refused when there
    is not so much.
    """
    try:
        return _Unpickler(file, encoding="latin1").load()
    except DataError:
        raise
    except Exception as error:  # there is hardly one that damaged pickles do not lead to
        raise DataError(f"not a readable pickle: {error!r}") from error


def load_npz(path):
    """Read an npz file, arrays of Python lists included.

    Parameters
    ----------
    path : path of a file

    Returns
    -------
    dict, str to numpy.ndarray

    Raises
    ------
    DataError
        If the file is damaged, or holds anything but plain data.
    OSError
        If it cannot be read at all.
    """
    arrays = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                with archive.open(member) as file:
                    arrays[member[: -len(".npy")]] = _read_array(file)
    except (DataError, *NOT_OPENED):
        raise
    except Exception as error:  # as with pickles
        raise DataError(f"{path} is not a readable npz file: {error}") from error
    return arrays


def _read_array(file):
    npy = np.lib.format
    version = npy.read_magic(file)
    read_header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, fortran_order, dtype = read_header(file)
    if dtype.hasobject:
        return load_pickle(file)
    values = np.frombuffer(file.read(), dtype=dtype)
    return values.reshape(shape, order="F" if fortran_order else "C")
