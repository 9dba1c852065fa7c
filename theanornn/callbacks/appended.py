"""A file that grows while training goes on, by whole pieces: :class:`Appended`."""

import os
import weakref

from theanornn import callers

__all__ = ["Appended"]


class Appended:
    """A file to which pieces are added, each of them whole or not at all.

    A piece that cannot be written (the disk is full) is warned of, kept, and written with the next
    one. A file that somebody deletes is begun anew.

    Parameters
    ----------
    path : str
        Folders are made.
    length : int or None
        What stays of a file that is there; None for all. The rest of it goes when the first piece
        is added, or when the file is closed.
    head : callable, optional
        What a new file begins with: called without arguments, returns bytes.

    Raises
    ------
    OSError
        The file cannot be opened.

    Examples
    --------
    >>> import tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "log")
    >>> file = Appended(path)
    >>> file.add(b"one ")
    >>> length = file.length
    >>> file.add(b"two ")
    >>> file.close()
    >>> file = Appended(path, length)
    >>> file.add(b"three ")
    >>> file.close()
    >>> open(path).read()
    'one three '
    """

    def __init__(self, path, length=None, head=bytes):
        self.path, self._head = os.path.abspath(path), head
        self._unwritten, self._complaint = b"", None
        self._open()
        size = os.fstat(self._descriptor).st_size
        self.length = size if length is None else min(length, size)

    def _open(self):
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(self.path, flags, 0o666)
        # Nobody closes the files of a training that raises.
        self._close = weakref.finalize(self, os.close, self._descriptor)

    def go_on_from(self, length):
        """Let `length` bytes stay, as when it was opened with them."""
        self.length = min(length, os.fstat(self._descriptor).st_size)

    def add(self, piece):
        """Add bytes, and those that could not be written before."""
        self._unwritten += piece
        try:
            self._begin_anew_if_deleted()
            content = self._unwritten if self.length else self._head() + self._unwritten
            os.ftruncate(self._descriptor, self.length)
            os.lseek(self._descriptor, self.length, os.SEEK_SET)
            self._write(content)
        except OSError as error:
            self._complain(error)
            return
        self.length += len(content)
        self._unwritten, self._complaint = b"", None

    def _write(self, content):
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except BaseException:
            os.ftruncate(self._descriptor, self.length)
            raise

    def _begin_anew_if_deleted(self):
        if os.fstat(self._descriptor).st_nlink:
            return
        close_deleted = self._close
        self._open()  # may fail; then there must be no closed descriptor, which others get anew
        close_deleted()
        self.length = 0
        callers.warn(f"{self.path} was deleted while it was written; it begins anew")

    def _complain(self, error):
        """Warn of what keeps from writing, once until it changes."""
        reason = error.strerror or str(error)
        if reason != self._complaint:
            self._complaint = reason
            callers.warn(
                f"{self.path} could not be written to: {reason}. Training goes on, and will try "
                "again"
            )

    def close(self):
        """Close it; what could not be written is tried once more, and then lost."""
        if self._unwritten:
            self.add(b"")
        elif os.fstat(self._descriptor).st_size > self.length:
            os.ftruncate(self._descriptor, self.length)
        self._close()
