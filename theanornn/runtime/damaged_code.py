"""Compiled modules that are damaged are taken away before Theano loads them.

A machine that dies, or a disk that is full, leaves halves of files behind. Loading half of a shared
library kills the process without a word, and half of the Python file beside it ends the import of
Theano. What is taken away is compiled again.
"""

import contextlib
import functools
import os
import re
import shutil
import stat
import struct
import sys

#: Theano's modules that compile their C at import, and the folders that it is kept in.
EXTENSIONS = {
    "theano.link.c.cutils": "cutils_ext",
    "theano.link.c.lazylinker_c": "lazylinker_ext",
    "theano.scan.scan_perform_ext": "scan_perform",
}
_INIT = re.compile(rb"(_version = [\d.]*\d\n)?")
_LIBRARY = (".so", ".pyd", ".dll")


def mend_extension(module):
    """Take away the damaged files of an extension, before the module that loads it is executed."""
    from theano.compile.compilelock import lock_ctx
    from theano.configdefaults import config

    folder = os.path.join(config.compiledir, EXTENSIONS[module.__name__])
    if not _damaged_files(folder):
        return
    # Of scan_perform Theano locks the folder itself.
    with lock_ctx(), lock_ctx(folder) if os.path.isdir(folder) else contextlib.nullcontext():
        for path in _damaged_files(folder):  # perhaps it was only under way
            _remove(path)


def mend_cache(cmodule):
    """Have ``ModuleCache.refresh`` find whole modules only."""
    refresh = cmodule.ModuleCache.refresh

    @functools.wraps(refresh)
    def refresh_here(self, *args, **kwargs):
        if not hasattr(self, "_theanornn_seen"):
            self._theanornn_seen = set()
        _remove_damaged_modules(self.dirname, self._theanornn_seen)
        return refresh(self, *args, **kwargs)

    cmodule.ModuleCache.refresh = refresh_here


def _remove_damaged_modules(base, seen):
    """Look through the folders of modules in `base` that are not in `seen`, and add them."""
    from theano.compile.compilelock import lock_ctx

    with contextlib.suppress(OSError):
        new = {name for name in os.listdir(base) if name.startswith("tmp")} - seen
        # What has no key yet is under way.
        done = {name for name in new if os.path.exists(os.path.join(base, name, "key.pkl"))}
        seen |= done
        damaged = [name for name in done if _damaged_files(os.path.join(base, name))]
        if damaged:
            with lock_ctx():
                for name in damaged:
                    _remove(os.path.join(base, name))


def _damaged_files(folder):
    """Paths of the files in a folder that must not be loaded."""
    found = []
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if name.endswith(_LIBRARY) and not is_whole(path):
                found.append(path)
            elif name == "__init__.py" and not _is_init(path):
                found.append(path)
    return found


def is_whole(path):
    """Whether a shared library has all that its header tells of.

    Parameters
    ----------
    path : str or path
        Of a file in the format of ELF; of others nothing is known.

    Returns
    -------
    bool
    """
    try:
        with open(path, "rb") as file:
            head, size = file.read(64), os.fstat(file.fileno()).st_size
            if head[:4] != b"\x7fELF":
                return sys.platform != "linux" and size > 0
            if len(head) < 64 or head[4] != 2:  # of 32 bits
                return len(head) == 64
            (start,) = struct.unpack_from("<Q", head, 40)
            length, count = struct.unpack_from("<HH", head, 58)
            # Linkers write the table of sections last; zeros stand where nothing got to the disk.
            file.seek(start + length * max(count - 1, 0))
            return 0 < start and start + length * count <= size and any(file.read(length))
    except OSError:
        return False


def _is_init(path):
    try:
        with open(path, "rb") as file:
            return _INIT.fullmatch(file.read()) is not None
    except OSError:
        return False


def _remove(path):
    with contextlib.suppress(OSError):
        if stat.S_ISDIR(os.lstat(path).st_mode):
            shutil.rmtree(path)
        else:
            os.unlink(path)
