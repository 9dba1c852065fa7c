"""The kernels' headers compiled on their own, for tests: other widths, single functions."""

import ctypes
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
