"""Writing a file so that there is never half of it.

Public names: :func:`replacing`, :func:`write_atomically`.
"""

import contextlib
import os
import tempfile


@contextlib.contextmanager
def replacing(path):
    """A temporary file beside `path` that takes its name when the ``with`` block has ended well.

    What was written to it is forced to disk first, and the name is taken in one step; a file that
    was there before stays until then, and stays where the block raises.

    Parameters
    ----------
    path : str or path

    Yields
    ------
    str
        The path of the temporary file, which is empty.

    Raises
    ------
    FileNotFoundError
        There is no such folder.
    OSError
        The disk is full, or the folder cannot be written to. It names `path`.
    """
    path = os.path.abspath(os.fspath(path))
    folder, name = os.path.split(path)
    if not os.path.isdir(folder):
        raise FileNotFoundError(f"there is no folder {folder} to write {name} to; make it first")
    temporary = None
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{name}.", suffix=".tmp", dir=folder)
        os.close(descriptor)
        yield temporary
        _sync(temporary)
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except BaseException as error:
        if temporary is not None:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
        if isinstance(error, OSError) and error.errno:  # which names the temporary file, or none
            raise OSError(error.errno, error.strerror, path) from error
        raise
    with contextlib.suppress(OSError):
        _sync(folder)


def write_atomically(path, content):
    """Write `content` to `path`: whole, or not at all, whatever happens meanwhile.

    Parameters
    ----------
    path : str or path
    content : bytes

    Raises
    ------
    FileNotFoundError
        There is no such folder.
    """
    with replacing(path) as temporary, open(temporary, "wb") as file:
        file.write(content)


def _sync(path):
    """Force a file, or the names in a folder, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _mode(path):
    """The mode of the file that is replaced, or what a new file would get."""
    try:
        return os.stat(path).st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
