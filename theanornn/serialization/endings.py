"""What the ending of a file's name promises, for messages about a file that is something else.

Which kind a file is of is seen from what it begins with. Public names: `contradiction`,
`of_no_kind`.
"""

import os

__all__ = ["contradiction", "of_no_kind"]

_PROMISES = {
    ".h5": "HDF5",
    ".hdf5": "HDF5",
    ".hdf": "HDF5",
    ".npy": "npy",
    ".npz": "npz",
    ".pt": "PyTorch",
    ".pth": "PyTorch",
    ".safetensors": "safetensors",
}

_READ = (
    "HDF5 of Keras (.h5), safetensors, .npz, .npy, torch.save's (.pt), and pickles of arrays, "
    "plain or compressed"
)


def contradiction(path):
    """What to add where a file was to be safetensors, but its name promises another kind; or "".

    Parameters
    ----------
    path : str, path, or anything else, which promises nothing

    Examples
    --------
    >>> contradiction("model.h5")
    '. By its ending (.h5) it should be of the kind HDF5; its first bytes are not those of one'
    >>> contradiction("model.safetensors")
    ''
    """
    ending = _ending(path)
    promised = _PROMISES.get(ending, "safetensors")
    if promised == "safetensors":
        return ""
    return (
        f". By its ending ({ending}) it should be of the kind {promised}; its first bytes are not "
        "those of one"
    )


def of_no_kind(path, error):
    """What to say of a file that begins like none that is read, and is no pickle.

    Parameters
    ----------
    path : str or path
    error : Exception
        Why it is no pickle, which have no beginning in common.

    Returns
    -------
    str

    Examples
    --------
    >>> of_no_kind("options.pkl", "no readable pickle: EOFError")
    'no readable pickle: EOFError'
    """
    ending = _ending(path)
    if ending in (".pkl", ".pickle", ".p"):
        return str(error)
    if ending == ".onnx":
        return "ONNX is written, not read; `theanornn inspect` shows what such a file holds"
    if ending in _PROMISES:
        what = f"no readable file of the kind {_PROMISES[ending]}, which its ending ({ending}) "
        what += "promises: its first bytes are not those of one"
    else:
        what = "of no kind that is known by its first bytes"
    return f"{what}. It was tried as a pickle, too: {error}. What is read: {_READ}"


def _ending(path):
    if not isinstance(path, (str, os.PathLike)):
        return ""
    return os.path.splitext(os.fspath(path))[1].lower()
