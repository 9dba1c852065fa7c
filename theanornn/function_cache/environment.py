"""All that an optimised graph depends on beside the graph itself.

Public names: :func:`environment`.
"""

import functools
import os
import platform
import sys
from pathlib import Path

import numpy as np
import theano

import theanornn
from theanornn.runtime.gpu_rewrites import rewrites_that_count

__all__ = ["environment"]

#: Options of Theano that say where things are kept, or what is told to people.
_INDIFFERENT = (
    "base_compiledir",
    "compiledir",
    "compiledir_format",
    "compile__timeout",
    "compile__wait",
    "exception_verbosity",
    "home",
    "print_active_device",
    "traceback__",
    "warn",
)


def environment():
    """Versions, options of the engine and switches of ours, as plain data.

    Returns
    -------
    list
        Equal where an optimised graph of one may be used in the other.
    """
    options = {
        name: repr(getattr(theano.config, name.replace(".", "__")))
        for name, parameter in theano.config._config_var_dict.items()
        if not name.startswith(_INDIFFERENT)
    }
    switches = {
        name: value
        for name, value in os.environ.items()
        if name.startswith("THEANORNN_") or name == "OMP_NUM_THREADS"
    }
    return [_versions(), options, switches, rewrites_that_count()]


@functools.cache
def _versions():
    return [
        sys.version,
        platform.machine(),
        np.__version__,
        theano.__version__,
        theanornn.__version__,
        _sources(Path(theanornn.__file__).parent),
    ]


def _sources(folder):
    """Sizes and times of our own files: a source checkout changes without its version."""
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if each != "__pycache__")
        for name in sorted(names):
            if name.endswith((".py", ".h", ".cpp")):
                status = os.stat(os.path.join(where, name))
                found.append((name, status.st_size, status.st_mtime_ns))
    return found
