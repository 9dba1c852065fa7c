"""Writing a file so that there is never half of it.

Public names: :func:`write_atomically`.
"""

import contextlib
import os
import tempfile


def write_atomically(path, content):
    """Write `content` to `path`: whole, or not at all, whatever happens meanwhile.

    The bytes go to a temporary file in the same folder, are forced to disk, and take the name in
    one step; a file that was there before stays until then.

    Parameters
    ----------
    path : str or path
    content : bytes

    Raises
    ------
    FileNotFoundError
        There is no such folder.
    """
    path = os.path.abspath(os.fspath(path))
    folder, name = os.path.split(path)
    if not os.path.isdir(folder):
        raise FileNotFoundError(f"there is no folder {folder} to write {name} to; make it first")
    descriptor, temporary = tempfile.mkstemp(prefix=f".{name}.", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise
    _sync_folder(folder)


def _mode(path):
    """The mode of the file that is replaced, or what a new file would get."""
    try:
        return os.stat(path).st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _sync_folder(folder):
    """Force the new name to disk, where the system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
