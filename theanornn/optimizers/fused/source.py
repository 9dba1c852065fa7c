"""The C++ of fused updates: one number's equations, on whole vectors.

Public names: :func:`write`, :func:`load`.
"""

import ctypes
from pathlib import Path

from theanornn.recurrence.fused import library
from theanornn.recurrence.fused.operations import Expressions, LaneFunctions
from theanornn.runtime import shared_library

_HEADERS = [
    Path(__file__).with_name("update.h"),
    *(
        h
        for h in library.HEADERS
        if h.name in ("mathematics.h", "products.h", "team.h", "vectors.h")
    ),
]
_loaded = shared_library.Once()


def write(tensors, scalars, results, dtype, gathered=None):
    """Return the source of a kernel.

    Parameters
    ----------
    tensors, scalars, results : lists of variables without dimensions
        See `Group.equations`.
    dtype : {"float32", "float64"}
    gathered : int or None
        Which of `tensors` is zero but for some rows.
    """
    loads = {tensor: f"lanes.load(c.tensor[{k}] + i)" for k, tensor in enumerate(tensors)}
    if gathered is not None:
        loads[tensors[gathered]] = "lanes.load(gathered + (i - first))"
    loads.update((scalar, f"s{k}") for k, scalar in enumerate(scalars))
    lanes = LaneFunctions()
    written = Expressions(loads.get, lanes)
    names = [written.name(result) for result in results]
    body = [*written.lines]
    body += [f"lanes.store(c.result[{k}] + i, {name});" for k, name in enumerate(names)]
    parts = [
        "#define REAL_IS_DOUBLE" if dtype == "float64" else "// float32",
        f"#define N_TENSORS {len(tensors)}",
        f"#define N_SCALARS {len(scalars)}",
        f"#define N_RESULTS {len(results)}",
        '#include "update.h"',
        *lanes.code(),
        "static void update_range(const Call& c, long first, long last, const real* gathered) {",
        *(f"  const vec s{k} = splat(*c.scalar[{k}]);" for k in range(len(scalars))),
        "  each_lane(first, last, [&](const auto& lanes, long i) INLINE_LAMBDA {",
        *(f"    {line}" for line in body),
        "  });",
        "}",
    ]
    return "\n".join(parts) + "\n"


def load(source):
    """Return the function of a kernel, compiled if it never was; it takes an address.

    Raises
    ------
    CompilerError
    """
    return _loaded(_compiled, source, shared_library.processor_flags())


def _compiled(source, processor):
    path = shared_library.compiled(source, (*library.FLAGS, *processor), _HEADERS)
    function = ctypes.CDLL(str(path)).update  # calls let go of Python's lock
    function.argtypes, function.restype = [ctypes.c_void_p], ctypes.c_long
    return function
