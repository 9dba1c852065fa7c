"""Run all kernels with the address and undefined-behaviour sanitizers. Not part of the test suite.

Compiled with ``-fsanitize=address,undefined`` are: the libraries of the fused recurrence for every
built-in cell and cells of one's own, with all vector widths that this processor has and with none;
the fused updates of every optimizer; Theano's module for rows that are added to a matrix
(``row_scatter.h``). They run over odd shapes: one thread, threads that share the rows, threads that
share the units; masks, directions, chunks, truncation, gradients of some of the states. Memory
comes filled with NaN, scratch memory is neither reused nor without gaps, so that also what is read
before it is written, and what is read beside a piece of scratch memory, is found.

    python tests/sanitize_kernels.py [--only PART OF A NAME ...] [--sanitizer thread]

``--sanitizer thread`` looks for races instead. One line for each kernel: "clean", or the error; the
exit status says whether all were clean. Takes g++ with its sanitizer libraries, and half an hour.

On record: 2026-11-23, g++ 12.2, AVX-512: all 37 kernels clean under the address and undefined
behaviour sanitizers, 56,390 calls.
"""

import argparse
import itertools
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
CHECKS = {"address": "address,undefined", "thread": "thread"}
OPTIONS = {
    "ASAN_OPTIONS": "detect_leaks=0:max_malloc_fill_size=4294967295:malloc_fill_byte=255",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
    "TSAN_OPTIONS": "halt_on_error=1:report_signal_unsafe=0",
    "PYTHONMALLOC": "malloc",
}
UPDATES = "updates"
ROWS = "rows"

# Steps, batch, inputs, units.
SHAPES = [
    (1, 1, 1, 1),
    (2, 1, 3, 1),
    (1, 2, 1, 2),
    (3, 5, 2, 7),
    (4, 3, 5, 15),
    (2, 4, 3, 16),
    (3, 2, 4, 17),
    (2, 7, 1, 31),
    (3, 1, 6, 33),
    (5, 9, 3, 40),
    (2, 13, 9, 65),
    (6, 1, 5, 129),
    (3, 2, 33, 100),
    (3, 300, 2, 5),
    (70, 11, 3, 6),
    (0, 2, 2, 3),
    (3, 0, 2, 3),
]
THREADS = (1, 2, 3, 5)
ROUNDS = 2  # of options, for each shape and number of threads

# What is changed in copies of the headers, besides threads for the smallest of calls: gaps between
# pieces of scratch memory, which nothing may touch, and memory that is given back for good.
CHANGES = {
    "update.h": [(r"ELEMENTS_OF_A_THREAD = [^;]+", "ELEMENTS_OF_A_THREAD = 1")],
    "call.h": [
        (r"(long rounded\(long n\) \{ return )(.*)(; \})", r"\1\2 + BOUNDARY\3"),
        (
            r"(real\* piece = next;\s+next \+= rounded\(size\);)",
            r"\1 untouchable(piece + size, next - piece - size);",
        ),
    ],
    "products.cpp": [
        (
            r"void give_scratch\(real\* block\) \{",
            r"\g<0> return free((char*)block - HEAD);",
        )
    ],
    "products.h": [(r"#pragma once", r'\g<0>\n#include "untouchable.h"')],
}
UNTOUCHABLE = """#pragma once
#include <stdlib.h>
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
template <class T> void untouchable(T* p, long n) { __asan_poison_memory_region(p, n * sizeof *p); }
#else
template <class T> void untouchable(T*, long) {}
#endif
"""


def main():
    """Run every kernel in a process of its own; return 1 when one of them failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", default=[""], help="parts of the names of kernels")
    parser.add_argument("--sanitizer", default="address", choices=CHECKS)
    parser.add_argument("--run", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        name, width = options.run.split("@")
        return _run(name, width, CHECKS[options.sanitizer])
    failed, calls = [], 0
    with tempfile.TemporaryDirectory() as directory:
        for name in _names():
            if any(part in name for part in options.only):
                result = _in_a_process(name, options.sanitizer, directory)
                print(f"{name:<28}{result}", flush=True)
                calls += int(result.split()[1]) if result.startswith("clean") else 0
                failed += [] if result.startswith("clean") else [name]
    print(f"{len(failed)} failed: {', '.join(failed)}" if failed else f"all clean, {calls} calls")
    return int(bool(failed))


def _names():
    """Return names of kernels with the width of their vectors, in bytes."""
    sys.path.insert(0, str(ROOT))
    from tests.recurrence.fused import kernels
    from tests.recurrence.fused.steps import CELLS

    widths = kernels.vector_widths()
    # Without the one whose matrix has a fixed size, and the one that becomes the kernel of "lstm".
    cells = [name for name in CELLS if name not in ("Stacked", "SlicedLSTM")]
    return [f"{name}@{width}" for name in (*cells, UPDATES) for width in widths] + [f"{ROWS}@any"]


def _in_a_process(name, sanitizer, directory):
    """Run one kernel under its sanitizer; return what came of it in words."""
    library = {"address": "libasan.so", "thread": "libtsan.so"}[sanitizer]
    found = subprocess.run(
        ["g++", f"-print-file-name={library}"], capture_output=True, text=True, check=True
    ).stdout.strip()
    flags = f"base_compiledir={directory}"
    if name.startswith(ROWS):  # Theano compiles these itself
        check = f"-fsanitize={CHECKS[sanitizer]} -fno-sanitize-recover=all -g"
        flags = f"base_compiledir={directory}/{ROWS},gcc__cxxflags={check}"
    run = subprocess.run(
        [sys.executable, __file__, "--run", name, "--sanitizer", sanitizer],
        env={**os.environ, **OPTIONS, "LD_PRELOAD": found, "THEANO_FLAGS": flags},
        capture_output=True,
        text=True,
    )
    if run.returncode == 0:
        return run.stdout.splitlines()[-1]  # "clean, so many calls"
    lines = run.stderr.splitlines()
    words = re.compile("ERROR:|runtime error|WARNING: ThreadSanitizer")
    said = [n for n, line in enumerate(lines) if words.search(line)]
    last = "\n".join(lines[said[0] :][:40] if said else lines[-20:])
    return f"failed with status {run.returncode}\n{last}"


def _run(name, width, checks):
    """Run one kernel in this process, which the sanitizer ends at the first error."""
    del os.environ["LD_PRELOAD"]  # the compiler is not to be looked at
    sys.path.insert(0, str(ROOT))
    import tests.conftest  # noqa: F401  (sets flags)

    if width == "portable":
        os.environ["THEANORNN_KERNEL"] = "portable"
    _compile_with(checks, width)
    calls = {UPDATES: _updates, ROWS: _rows}
    n = calls[name]() if name in calls else _recurrence(name)
    print(f"clean, {n} calls")
    return 0


def _compile_with(checks, width):
    """Have all libraries of this process compiled from changed headers, with a sanitizer."""
    from tests.recurrence.fused import kernels
    from theanornn.runtime import shared_library

    flags = ["-O1", "-g", f"-fsanitize={checks}", "-fno-sanitize-recover=all"]
    flags += [] if width in ("portable", "any") else [f"-DVECTOR_BYTES={width}"]
    changes, folder = {**kernels.THREADS_FOR_ALL, **CHANGES}, Path(tempfile.mkdtemp())
    (folder / "untouchable.h").write_text(UNTOUCHABLE)
    changed = kernels.compiled_with(changes, folder, shared_library.compiled)
    shared_library.compiled = lambda source, given=(), *rest: changed(
        source, (*given, *flags), *rest
    )


def _recurrence(name):
    """Call the kernels of a cell over all shapes; return how often."""
    from tests.recurrence.fused.calls import Calls
    from tests.recurrence.fused.comparison import Sizes, random_arrays, symbolic
    from tests.recurrence.fused.steps import CELLS

    rng, n = np.random.default_rng(1), 0
    cell_type, cell_options = CELLS[name]
    for dtype, masked in itertools.product(("float32", "float64"), (False, True)):
        calls = Calls(symbolic(cell_type, dtype, cell_options), dtype, masked)
        for shape, threads in itertools.product(SHAPES, THREADS):
            os.environ["OMP_NUM_THREADS"] = str(threads)
            arrays = random_arrays(calls.cell, rng, Sizes(*shape))
            for _ in range(ROUNDS):
                options = _options(rng, len(calls.cell.states))
                for saving in (False, True):
                    for array in calls(arrays, saving=saving, **options).values():
                        assert np.isfinite(array).all(), (dtype, masked, shape, threads, options)
                n += 3
    return n


def _options(rng, n_states):
    """Return random choices of what is no part of a kernel."""
    projected = bool(rng.integers(2))
    return {
        "projected": projected,
        "biased": projected and bool(rng.integers(2)),
        "reverse": bool(rng.integers(2)),
        "truncate_gradient": int(rng.choice([-1, -1, 1, 2])),
        "checkpoint": [False, False, True, 1, 2][rng.integers(5)],
        "connected": rng.random(n_states) < 0.7,
        "x_wanted": bool(rng.integers(2)),
    }


def _updates():
    """Call the kernels of all optimizers' updates; return how often."""
    import theano
    import theano.tensor as T

    from tests.optimizers.fused.graphs import FUSED, fused_nodes
    from theanornn import optimizers
    from theanornn.optimizers.fused import groups

    groups.SMALLEST = 0
    rng, n = np.random.default_rng(1), 0
    shapes = [(1, 1), (1, 17), (5, 16), (3, 33), (37, 7), (2, 130), (0, 5)]
    every = list(dict.fromkeys(optimizers.OPTIMIZERS.values()))
    for dtype, optimizer, gathered in itertools.product(("float32", "float64"), every, (0, 1)):
        theano.config.floatX = dtype  # of learning rates
        parameter = theano.shared(np.ones((3, 4), dtype))
        ids, factor = T.lvector(), T.TensorType(dtype, (False, False))()
        loss = T.sum((parameter[ids] if gathered else parameter) * factor)
        built = optimizer()
        updates = built.get_updates([parameter], {}, loss)
        function = theano.function(
            [ids, factor], [], updates=updates, mode=FUSED, on_unused_input="ignore"
        )
        if gathered and optimizer is optimizers.SGD:
            continue  # rows are subtracted where they stand
        assert fused_nodes(function), optimizer
        for shape, threads in itertools.product(shapes, THREADS):
            os.environ["OMP_NUM_THREADS"] = str(threads)
            for shared, _ in updates:
                if shared.ndim == 2:
                    shared.set_value(np.ones(shape, dtype))
            numbers = rng.integers(-shape[0], shape[0], size=9) if shape[0] else np.zeros(0, int)
            rows = len(numbers) if gathered else shape[0]
            function(numbers, np.ones((rows, shape[1]), dtype))
            assert np.isfinite(parameter.get_value()).all(), (optimizer, shape, threads)
            n += 1
    return n


def _rows():
    """Add rows to a matrix through Theano's module, and set them; return how often."""
    import theano
    import theano.tensor as T

    rng, n = np.random.default_rng(1), 0
    matrices = [(1, 1), (6, 3), (5, 17), (2, 130), (0, 3)]
    dtypes = ("int8", "int32", "float32", "float64", "complex64")
    index = T.lvector()
    for dtype, set_them in itertools.product(dtypes, (False, True)):
        x, y = (T.TensorType(dtype, (False, False))() for _ in range(2))
        op = T.subtensor.AdvancedIncSubtensor1(set_instead_of_inc=set_them)
        mode = theano.compile.mode.Mode("c", None)
        function = theano.function([x, y, index], op(x, y, index), mode=mode)
        for shape in matrices:
            rows = rng.integers(-shape[0], shape[0], size=7) if shape[0] else np.zeros(0, int)
            values = np.ones((2 * len(rows), 2 * shape[1]), dtype)
            for given in (values[::2, ::2], values[::-2, 1::2], values[:1, : shape[1]]):
                given = given[: len(rows)]
                for layout in (np.ascontiguousarray, np.asfortranarray):
                    function(layout(np.ones(shape, dtype)), given, rows)
                    n += 1
            try:
                function(np.ones(shape, dtype), values[:1, : shape[1]], np.array([shape[0]]))
            except (IndexError, ValueError):
                n += 1
            else:
                raise AssertionError("a row that there is not was written")
    return n


if __name__ == "__main__":
    sys.exit(main())
