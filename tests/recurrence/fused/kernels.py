"""The kernels' headers compiled on their own, for tests: other widths, single functions."""

import ctypes
import re
from pathlib import Path

import numpy as np

from theanornn.recurrence.fused import library
from theanornn.runtime import shared_library

FOLDER = Path(library.__file__).parent
DTYPES = ("float32", "float64")


def vector_widths():
    """Return the widths of vectors, in bytes, that this processor has, and "portable"."""
    flags = shared_library.processor_flags()
    known = {64: "-mavx512f", 32: "-mavx2"}
    return [width for width, flag in known.items() if flag in flags] + ["portable"]


def load(code, dtype, width):
    """Return a library of `code`, in which ``real`` is `dtype`, for vectors of one width."""
    flags = list(library.FLAGS)
    if width != "portable":
        flags += [*shared_library.processor_flags(), f"-DVECTOR_BYTES={width}"]
    define = "#define REAL_IS_DOUBLE\n" if dtype == "float64" else ""
    return ctypes.CDLL(str(shared_library.compiled(define + code, flags, library.HEADERS)))


def call(function, *arguments):
    """Call a C function with numbers, arrays and None."""
    function(*(_argument(argument) for argument in arguments))


def _argument(value):
    if isinstance(value, int):
        return ctypes.c_long(value)
    return None if value is None else ctypes.c_void_p(value.ctypes.data)


def apply(function, *arrays):
    """Return the result of ``function(n, result, arrays...)`` on arrays of equal length."""
    result = np.full_like(arrays[0], 7)
    call(function, len(result), result, *arrays)
    return result


def elementwise(names, arguments):
    """Return C++ with a function ``on_<name>`` for each expression over vectors a, b, c.

    Parameters
    ----------
    names : dict of str to str
        C expressions by function name.
    arguments : int
        How many arrays each function takes.
    """
    letters = "abc"[:arguments]
    parameters = "".join(f", const real* {x}_" for x in letters)
    loads = " ".join(f"const vec {x} = io.load({x}_ + i);" for x in letters)
    return "".join(
        f'extern "C" void on_{name}(long n, real* to{parameters}) {{\n'
        f"  const auto body = [&](const auto io, long i) {{ {loads}"
        f" io.store(to + i, {expression}); }};\n"
        "  long i = 0;\n"
        "  for (; i + LANES <= n; i += LANES) body(Full(), i);\n"
        "  if (i < n) body(Rest{n - i}, i);\n}\n"
        for name, expression in names.items()
    )


# In the headers, so that the smallest of calls has threads.
THREADS_FOR_ALL = {
    "loop.h": [
        (r"WORK_OF_A_THREAD = \w+", "WORK_OF_A_THREAD = 0"),
        (r"WORK_OF_A_STEP = \w+", "WORK_OF_A_STEP = 0"),
    ]
}


def change(name, text, changes):
    """Return the text of a header with what is to be changed in it.

    Parameters
    ----------
    name : str
        Of the file.
    text : str
    changes : dict of str to list of (pattern, replacement)
        Regular expressions by file; each must be found exactly once.
    """
    for pattern, replacement in changes.get(name, ()):
        text, n = re.subn(pattern, replacement, text)
        if n != 1:
            raise ValueError(f"{name} has {pattern!r} {n} times, expected once")
    return text


def compiled_with(changes, folder, compiled):
    """Return a function like ``shared_library.compiled`` that changes what it compiles.

    Parameters
    ----------
    changes : dict
        See `change`; of ``products.cpp``, too.
    folder : Path
        Where the changed headers are written to.
    compiled : callable
        ``shared_library.compiled``.
    """

    def changed(source, flags=(), include=(), libraries=()):
        headers = [folder / Path(header).name for header in include]
        for header, copy in zip(include, headers):
            copy.write_text(change(copy.name, Path(header).read_text(), changes))
        if "take_scratch(long size) {" in source:
            source = change("products.cpp", source, changes)
        return compiled(source, flags, headers, libraries)

    return changed
