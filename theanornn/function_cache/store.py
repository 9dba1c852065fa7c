"""Optimised graphs on disk: one file each, in Theano's directory of compiled code.

Many processes use it at once without locks: a file is written under another name and then renamed,
never changed. A file that is damaged is taken away by whoever finds it; what cannot be read or
written is as if it were not there.

Public names: :class:`Store`.
"""

import contextlib
import fcntl
import hashlib
import os
import stat
import tempfile
import time

import theano

from theanornn.function_cache.folders import DAYS, prune_files
from theanornn.runtime import shared_library

__all__ = ["Store"]

_MAGIC = b"theanornn graph 1\n"
#: Bytes of all files of a kind together; those that were not used for longest are removed.
MOST_BYTES = 1 << 28


#: Seconds that a process waits for another one that optimises the same graph.
LONGEST_WAIT = 60.0


class Store:
    """The files of one directory.

    Parameters
    ----------
    folder : str or None
        ``theanornn_graphs`` within Theano's ``config.compiledir``, if None.
    """

    def __init__(self, folder=None):
        self.folder = folder or os.path.join(theano.config.compiledir, "theanornn_graphs")

    def read(self, key):
        """What was written under this key, or None. Only one's own files are read."""
        path = self._path(key)
        try:
            with open(path, "rb") as file:
                if not _is_private(os.fstat(file.fileno())):
                    return None
                content = file.read()
        except OSError:
            return None
        digest, _, body = content[len(_MAGIC) :].partition(b"\n")
        if not content.startswith(_MAGIC) or hashlib.sha256(body).hexdigest().encode() != digest:
            self.discard(key)
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # what is used stays
        return body

    def write(self, key, body):
        """Keep something under a key, for every process of this user."""
        content = _MAGIC + hashlib.sha256(body).hexdigest().encode() + b"\n" + body
        with contextlib.suppress(OSError):
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(prefix="new-", dir=self.folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                os.replace(temporary, self._path(key))
            except OSError:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
                raise
            kernels = os.path.join(os.path.dirname(self.folder), shared_library.FOLDER)
            for folder in self.folder, kernels:
                prune_files(folder, MOST_BYTES, time.time() - DAYS * 86400)

    @contextlib.contextmanager
    def alone(self, key):
        """Wait until no other process is in such a block for the same key.

        A process that dies leaves its block; after a minute nobody waits any longer.
        """
        path, lock = self._path(key) + ".lock", None
        with contextlib.suppress(OSError):
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if lock is None:
            yield
            return
        try:
            _wait_for(lock)
            yield
        finally:
            with contextlib.suppress(OSError):
                os.unlink(path)
            os.close(lock)

    def discard(self, key):
        """Take a file away, if it is there."""
        with contextlib.suppress(OSError):
            os.unlink(self._path(key))

    def _path(self, key):
        return os.path.join(self.folder, key)


def _wait_for(lock):
    end = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < end:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError:
            time.sleep(0.02)


def _is_private(status):
    """Nobody else can have written the file: it is a pickle, and will be executed."""
    writable = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return status.st_uid == os.getuid() and not writable
