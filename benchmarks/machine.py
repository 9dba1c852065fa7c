"""How fast the machine is by itself: multiply-adds in registers, and NumPy's matrix products.

What a recurrence reaches is to be seen beside this. Public names: `speeds`.
"""

from typing import NamedTuple

import numpy as np
from environment import processor
from workers import Skipped, Worker

_CHAINS, _TURNS = 16, 200_000
_CODE = """
typedef float vec __attribute__((vector_size(BYTES)));
extern "C" float multiply_add(long turns) {
  vec a[CHAINS], x = vec{} + 0.999f, y = vec{} + 1e-3f;
  for (int k = 0; k < CHAINS; k++) a[k] = vec{} + (float)k;  // all different: no chain is another
  for (long turn = 0; turn < turns; turn++) {
#pragma GCC unroll 16
    for (int k = 0; k < CHAINS; k++) a[k] = a[k] * x + y;
  }
  vec sum = {};
  for (int k = 0; k < CHAINS; k++) sum += a[k];
  return sum[0];
}
"""


class Speed(NamedTuple):
    """A measurement of the machine: a matrix product ``(m, k) (k, n)``, or with 0 none."""

    name: str
    m: int = 0
    n: int = 0
    k: int = 0


SPEEDS = [
    Speed("multiply-adds in registers"),
    Speed("product 1024x1024x1024", 1024, 1024, 1024),
    Speed("product 3200x512x128", 3200, 512, 128),
    Speed("product 32x512x128", 32, 512, 128),
    Speed("product 700x2600x650", 700, 2600, 650),
]


class Machine:
    """The machine as a build; see `workers`."""

    def __init__(self):
        self.versions = {}

    def prepare(self, speed, mode):
        if not speed.m:
            return _multiply_adds()
        a = np.ones((speed.m, speed.k), "float32")
        b = np.ones((speed.k, speed.n), "float32")
        out = np.empty((speed.m, speed.n), "float32")
        return lambda: np.matmul(a, b, out=out)

    def numbers(self, speed, mode, result):
        return []


BUILDS = {"machine": Machine}


def speeds(threads, seconds=0.3):
    """GFLOP/s (float32) by name; multiply-adds on one thread, products on `threads`.

    Parameters
    ----------
    threads : int
    seconds : float
        For each measurement.
    """
    worker = Worker("machine", "machine", threads)
    try:
        found = {}
        for speed in SPEEDS:
            try:
                worker.prepare(speed, "run")
            except Skipped:
                continue
            operations = 2 * speed.m * speed.n * speed.k
            if not operations:
                operations = 2 * _TURNS * _CHAINS * _vector_bytes() / 4
            found[speed.name] = round(operations / worker.sample("run", seconds) / 1e9, 1)
        return found
    finally:
        worker.stop()


def _multiply_adds():
    import ctypes

    import theanornn  # noqa: F401  (before Theano, which works only then everywhere)
    from theanornn.runtime import shared_library

    flags = ("-O3", "-ffp-contract=fast", f"-DBYTES={_vector_bytes()}", f"-DCHAINS={_CHAINS}")
    try:
        path = shared_library.compiled(_CODE, (*flags, *shared_library.processor_flags()))
    except shared_library.CompilerError as error:
        raise Skipped(str(error)) from None
    function = ctypes.CDLL(str(path)).multiply_add
    function.argtypes, function.restype = [ctypes.c_long], ctypes.c_float
    return lambda: function(_TURNS)


def _vector_bytes():
    has = processor()[1]
    return 64 if "avx512f" in has else 32 if "avx2" in has else 16
