"""Kernels as loaded libraries: the generated source, and the matrix products it calls."""

import ctypes
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
    "-O2",  # the source has its vectors already: -O3 compiles longer and runs no faster
    "-ftree-vectorize",
    "-std=c++17",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-ffp-contract=fast",
    "-Wno-psabi",
)
_DOUBLE = "#define REAL_IS_DOUBLE"
# Where numbers are multiplied with the constant 0, g++ 12 makes 0 of NaN on vectors with this; in
# products there are no constants.
PRODUCT_FLAGS = (*FLAGS, "-fno-signed-zeros")
_loaded = shared_library.Once()


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
    return _loaded(_compiled, source, processor)


def _compiled(source, processor):
    products = _loaded(_products, source.startswith(_DOUBLE), processor)
    flags = (*FLAGS, *processor)
    return Kernel(shared_library.compiled(source, flags, HEADERS, [products]))


def _products(double, processor):
    source = (_HERE / "products.cpp").read_text()
    flags = (*PRODUCT_FLAGS, *processor)
    return shared_library.compiled(f"{_DOUBLE}\n{source}" if double else source, flags, HEADERS)
