"""Products within ``theano.scan`` that are too small for several threads get one.

OpenBLAS divides every product of a recurrent layer's usual size over its threads, which wait for
each other by spinning. On an idle machine that gains little; where anything else runs, each of the
many little products waits for the scheduler, and a loop takes several times as long. So it runs
with one thread, unless its largest product is worth more.
"""

import contextlib
import ctypes
import ctypes.util
import functools
import os
import re

#: Multiplications and additions of a product that is worth several threads.
WORTH = 8_000_000


def mend(op):
    """Let the loops of ``Scan`` choose the number of threads by the sizes of what they get."""
    make_thunk = op.Scan.make_thunk

    @functools.wraps(make_thunk)
    def make_thunk_here(self, node, storage_map, *args, **kwargs):
        run = make_thunk(self, node, storage_map, *args, **kwargs)
        cells = [storage_map[variable] for variable in node.inputs]

        def rval():
            if largest_product([cell[0] for cell in cells]) >= WORTH:
                return run()
            with one_thread():
                return run()

        vars(rval).update(vars(run))
        return rval

    op.Scan.make_thunk = make_thunk_here


def largest_product(arrays):
    """How many multiplications and additions the largest product of a step may have, about.

    Parameters
    ----------
    arrays : list
        Inputs of a loop: matrices are taken for weights, ``(time, batch, features)`` for sequences.
    """
    shapes = [getattr(array, "shape", ()) for array in arrays]
    weights = max((shape[0] * shape[1] for shape in shapes if len(shape) == 2), default=0)
    batch = max((shape[1] for shape in shapes if len(shape) == 3), default=1)
    return weights * batch


@contextlib.contextmanager
def one_thread():
    """Within the ``with`` block, OpenBLAS uses one thread; also where several blocks overlap."""
    functions = _thread_functions()
    if functions is None:
        yield
        return
    get, set_to = functions
    if not _inside:
        _before[0] = get()
        if _before[0] > 1:
            set_to(1)
    _inside.append(None)
    try:
        yield
    finally:
        _inside.pop()
        if not _inside and _before[0] > 1:
            set_to(_before[0])


_inside, _before = [], [1]


@functools.cache
def _thread_functions():
    """``(get, set)`` of the OpenBLAS that Theano links with, or None for another BLAS."""
    import theano

    flags = theano.config.blas__ldflags
    for name in re.findall(r"-l(\S+)", flags):
        for folder in [*re.findall(r"-L(\S+)", flags), None]:
            with contextlib.suppress(OSError, AttributeError):
                library = ctypes.CDLL(_file(name, folder))
                prefix = "scipy_" if "scipy_openblas" in name else ""
                return (
                    getattr(library, f"{prefix}openblas_get_num_threads"),
                    getattr(library, f"{prefix}openblas_set_num_threads"),
                )
    return None


def _file(name, folder):
    file = name[1:] if name.startswith(":") else f"lib{name}.so"
    if folder is not None:
        return os.path.join(folder, file)
    return ctypes.util.find_library(name) or file
