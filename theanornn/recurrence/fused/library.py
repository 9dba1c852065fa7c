"""Kernels as loaded libraries: the generated source, and the matrix products it calls."""

import ctypes
import threading
from pathlib import Path

from theanornn.runtime import shared_library

_HERE = Path(__file__).parent
HEADERS = [
    _HERE / name
    for name in (
        "products.h",
        "vectors.h",
        "mathematics.h",
        "team.h",
        "call.h",
        "forward.h",
        "gradient.h",
        "loop.h",
    )
]
# Fused multiply-adds and vectors, but nothing that swallows NaN: -ffast-math does, and changes how
# the whole process treats denormal numbers besides.
FLAGS = (
    "-O3",
    "-std=c++17",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-ffp-contract=fast",
    "-Wno-psabi",
)
# Where numbers are multiplied with the constant 0, g++ 12 makes 0 of NaN on vectors with this; in
# products there are no constants.
PRODUCT_FLAGS = (*FLAGS, "-fno-signed-zeros")
_loaded, _lock = {}, threading.Lock()


class Kernel:
    """The functions ``forward`` and ``gradient`` of one program, called with an address."""

    def __init__(self, path):
        library = ctypes.CDLL(str(path))  # calls let go of Python's lock
        for name in ("forward", "gradient"):
            function = getattr(library, name)
            function.argtypes, function.restype = [ctypes.c_void_p], None
            setattr(self, name, function)


def load(source):
    """Return the `Kernel` of a source, compiled if it never was.

    Parameters
    ----------
    source : str
        From `theanornn.recurrence.fused.source.write`.

    Raises
    ------
    CompilerError
    """
    processor = shared_library.processor_flags()
    flags = (*FLAGS, *processor)
    with _lock:
        if (source, flags) not in _loaded:
            products = (_HERE / "products.cpp").read_text()
            if source.startswith("#define REAL_IS_DOUBLE"):
                products = "#define REAL_IS_DOUBLE\n" + products
            called = shared_library.compiled(products, (*PRODUCT_FLAGS, *processor), HEADERS)
            path = shared_library.compiled(source, flags, HEADERS, [called])
            _loaded[source, flags] = Kernel(path)
        return _loaded[source, flags]
