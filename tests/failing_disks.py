"""Disks that are full and folders that cannot be written to, for whoever runs the tests."""

import contextlib
import ctypes
import os
import resource
import tempfile

_CAP_DAC_OVERRIDE = 1


@contextlib.contextmanager
def full_disk():
    """Within the ``with`` block no file of this process can grow."""
    limit, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))


@contextlib.contextmanager
def read_only_folder(names=()):
    """A folder with empty files of some names, in which this process may not change anything."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        for name in names:
            open(os.path.join(folder, name), "w").close()
            os.chmod(os.path.join(folder, name), 0o444)
        os.chmod(folder, 0o555)
        try:
            with _no_more_than_the_owner():
                yield folder
        finally:
            os.chmod(folder, 0o755)


@contextlib.contextmanager
def _no_more_than_the_owner():
    """Take from root the right to write whatever the permissions say, for this thread.

    Another user might not read what Theano and Python read meanwhile.
    """
    if os.geteuid():
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    # Version 3 of the interface, of this thread; then effective, permitted, inheritable, twice.
    header, rights = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if libc.capget(header, rights):
        raise OSError(ctypes.get_errno(), "capget")
    before = rights[0]
    rights[0] = before & ~(1 << _CAP_DAC_OVERRIDE)
    if libc.capset(header, rights):
        raise OSError(ctypes.get_errno(), "capset")
    try:
        yield
    finally:
        rights[0] = before
        libc.capset(header, rights)
