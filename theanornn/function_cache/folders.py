"""Theano's directories of compiled code, one for each Python and NumPy, and what is in them.

Public names: :class:`Part`, :class:`Folder`, :func:`folders`, :func:`prune_files`.
"""

import contextlib
import os
import shutil
from typing import NamedTuple

__all__ = ["DAYS", "Folder", "Part", "folders", "prune_files"]

#: What was not used for so long goes; Theano keeps its modules as long.
DAYS = 31

#: Where XLA keeps what it compiles, in the builds of JAX.
XLA = "theanornn_xla"

_OURS = {
    "theanornn_graphs": "optimised graphs",
    "theanornn_kernels": "kernels",
    XLA: "programs of XLA",
}


class Part(NamedTuple):
    """Some of what a directory holds.

    Attributes
    ----------
    name : str
        For people.
    count : int
    size : int
        Bytes.
    last_used : float
        Seconds since the epoch.
    """

    name: str
    count: int
    size: int
    last_used: float


class Folder:
    """One directory of compiled code.

    Parameters
    ----------
    path : str
    """

    def __init__(self, path):
        self.path = path

    def parts(self):
        """What is in it: Theano's compiled modules, our optimised graphs, our kernels, XLA's."""
        found = {name: [] for name in ("compiled modules", *_OURS.values())}
        for entry in _entries(self.path):
            if entry.name in _OURS:
                for file in _entries(entry.path):
                    found[_OURS[entry.name]].append(_weigh(file.path))
            else:
                found["compiled modules"].append(_weigh(entry.path))
        return [
            Part(name, len(each), sum(s for s, _ in each), max((t for _, t in each), default=0))
            for name, each in found.items()
        ]

    def size(self):
        """Bytes of all of it."""
        return sum(part.size for part in self.parts())

    def clear(self):
        """Remove all of it, when no process is compiling into it.

        Raises
        ------
        OSError
            It is another user's.
        """
        with _locked(self.path):
            for entry in _entries(self.path):
                if entry.name != ".lock":
                    _delete(entry.path)

    def prune(self, since):
        """Remove what was last used before this time.

        Parameters
        ----------
        since : float
            Seconds since the epoch.
        """
        with _locked(self.path):
            for entry in _entries(self.path):
                if entry.name in _OURS:
                    prune_files(entry.path, since=since)
                elif entry.is_dir() and entry.name.startswith("tmp"):
                    if _weigh(entry.path)[1] < since:
                        _delete(entry.path)


def folders(base):
    """All directories of compiled code within Theano's ``config.base_compiledir``."""
    return [
        Folder(entry.path)
        for entry in sorted(_entries(base), key=lambda each: each.name)
        if entry.is_dir() and entry.name.startswith("compiledir_")
    ]


def prune_files(path, most_bytes=None, since=None):
    """Remove files of a directory: those last used before a time, then the oldest of too many.

    Parameters
    ----------
    path : str
    most_bytes : int or None
        That may stay.
    since : float or None
        Seconds since the epoch.

    Returns
    -------
    int
        Bytes that were freed.
    """
    files = sorted(((entry.path, *_weigh(entry.path)) for entry in _entries(path)), key=_when)
    total, freed = sum(size for _, size, _ in files), 0
    for file, size, used in files:
        too_old = since is not None and used < since
        too_much = most_bytes is not None and total - freed > most_bytes
        if too_old or too_much:
            with contextlib.suppress(OSError):
                _delete(file)
                freed += size
    return freed


def _when(file):
    return file[2]


def _entries(path):
    with contextlib.suppress(OSError), os.scandir(path) as entries:
        return list(entries)
    return []


def _weigh(path):
    """Bytes of a file or directory, and when something of it was last used."""
    size, used = 0, 0.0
    with contextlib.suppress(OSError):
        status = os.stat(path)
        # Theano's modules may be one file under several names.
        size = status.st_size // max(status.st_nlink, 1)
        used = max(status.st_mtime, status.st_atime)
        if os.path.isdir(path):
            size, used = 0, status.st_mtime
            for entry in _entries(path):
                inner, when = _weigh(entry.path)
                size, used = size + inner, max(used, when)
    return size, used


def _delete(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)


@contextlib.contextmanager
def _locked(path):
    """Hold the lock under which Theano compiles into a directory."""
    from theano.compile.compilelock import lock_ctx

    with lock_ctx(path):
        yield
