"""The folder of one training's checkpoints: the newest that is whole counts, a few are kept.

Public names: :class:`Folder`.
"""

import contextlib
import os
import re

from theanornn import callers
from theanornn.checkpointing import files
from theanornn.errors import DataError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

__all__ = ["Folder"]

_NAME = re.compile(r"checkpoint-(\d{6,})\.safetensors")
_REFUSED = "checkpoints cannot be written to {}: {}; make room or pass another folder"
_IN_USE = (
    "{} is in use: another training writes its checkpoints there; wait for it, or pass another "
    "folder"
)
_LEFT_BEHIND = re.compile(r"\.checkpoint-\d+\.safetensors\..*\.tmp")

# (process, folder) of those that are open: locks of a process do not keep out itself.
_taken = set()


class Folder:
    """The checkpoints of one training, numbered files in a folder that nobody else writes to.

    Parameters
    ----------
    path : str or path
        Made where there is none.
    keep : int
        How many files stay; older ones are deleted once a new one is in its place.

    Raises
    ------
    DataError
        It cannot be written to, or another process trains with it.

    Examples
    --------
    >>> import tempfile
    >>> with Folder(tempfile.mkdtemp()) as folder:
    ...     _ = folder.write(files.to_bytes({"batch": 1}))
    ...     folder.newest()
    {'batch': 1}
    """

    def __init__(self, path, keep=3):
        self.path, self.keep = os.path.abspath(os.fspath(path)), keep
        self._lock, self._complaint = None, None
        self._taken = os.getpid(), os.path.realpath(self.path)
        if self._taken in _taken:
            raise DataError(_IN_USE.format(self.path))
        try:
            os.makedirs(self.path, exist_ok=True)
            self._lock = open(os.path.join(self.path, "lock"), "w")
        except OSError as error:
            raise DataError(_REFUSED.format(self.path, error.strerror or error)) from error
        self._take()
        self._clean()

    def _take(self):
        try:
            # A lock of the process: what it has forked does not hold it when it was killed.
            if fcntl is not None:
                fcntl.lockf(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            self.close()
            raise DataError(_IN_USE.format(self.path)) from None
        except OSError:
            pass  # a file system without locks
        _taken.add(self._taken)

    def _clean(self):
        """Delete what processes left behind that were killed while they wrote."""
        for name in os.listdir(self.path):
            if _LEFT_BEHIND.fullmatch(name):
                with contextlib.suppress(OSError):
                    os.unlink(os.path.join(self.path, name))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def close(self):
        """Let others write to it."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None
            _taken.discard(self._taken)

    def numbers(self):
        """The numbers of the files, in order."""
        try:
            found = map(_NAME.fullmatch, os.listdir(self.path))
        except FileNotFoundError:
            return []
        return sorted(int(match[1]) for match in found if match)

    def file(self, number):
        """The path of the file of a number."""
        return os.path.join(self.path, f"checkpoint-{number:06d}.safetensors")

    def newest(self):
        """The state in the newest whole checkpoint, or None; a damaged one is warned of.

        Raises
        ------
        DataError
            There are checkpoints, and none of them is whole; or a newer theanornn wrote it.
        """
        damaged = []
        for number in reversed(self.numbers()):
            try:
                state = files.read(self.file(number))
            except (files.Damaged, OSError) as error:
                damaged.append(str(error))
                continue
            if damaged:
                callers.warn(
                    f"{'; '.join(damaged)}. Training goes on from the one before, "
                    f"{self.file(number)}"
                )
            return state
        if damaged:
            raise DataError(
                f"{'; '.join(damaged)}. No whole checkpoint is left; delete the folder to begin "
                "anew, or pass another one"
            )
        return None

    def write(self, content, must=False):
        """Add a checkpoint; where that fails it is warned of, and the older ones stay.

        Parameters
        ----------
        content : bytes
            Of :func:`theanornn.checkpointing.files.to_bytes`.
        must : bool
            Raise in place of the warning.

        Returns
        -------
        bool
            Whether it is there.

        Raises
        ------
        DataError
            It could not be written, with `must`.
        """
        from theanornn.serialization.atomic import write_atomically

        try:
            os.makedirs(self.path, exist_ok=True)
            numbers = self.numbers()
            write_atomically(self.file(numbers[-1] + 1 if numbers else 1), content)
        except OSError as error:
            if must:
                raise DataError(_REFUSED.format(self.path, error.strerror or error)) from error
            self._complain(error)
            return False
        self._complaint = None
        for number in numbers[: max(0, len(numbers) + 1 - self.keep)]:
            with contextlib.suppress(OSError):
                os.unlink(self.file(number))
        return True

    def _complain(self, error):
        """Warn of what keeps from writing, once until it changes."""
        reason = error.strerror or str(error)
        if reason != self._complaint:
            self._complaint = reason
            callers.warn(
                f"no checkpoint could be written to {self.path}: {reason}. Training goes on, and "
                "will try again; the older checkpoints are as they were"
            )
