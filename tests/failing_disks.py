"""Disks that are full and folders that cannot be written to, for whoever runs the tests."""

import contextlib
import os
import resource
import tempfile


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
        is_root = os.geteuid() == 0  # who may do anything
        if is_root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if is_root:
                os.seteuid(0)
            os.chmod(folder, 0o755)
