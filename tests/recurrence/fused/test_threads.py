"""Threads at any size: kernels in which the smallest of calls is divided over threads."""

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recurrence.fused import kernels
from tests.recurrence.fused.calls import Calls
from tests.recurrence.fused.comparison import (
    TOLERANCE,
    Sizes,
    assert_close,
    function_of,
    random_arrays,
    reversed_in_time,
    symbolic,
)
from tests.recurrence.fused.steps import CELLS
from theanornn.recurrence.fused import library
from theanornn.runtime import shared_library

pytestmark = pytest.mark.compiled

NAMES = ["lstm_peepholes", "gru_before", "gru_after", "Odd"]
# Threads have sixteen units each, or rows.
SIZES = st.builds(
    Sizes,
    steps=st.integers(1, 6),
    batch=st.integers(1, 7),
    n_in=st.integers(1, 5),
    n_units=st.one_of(st.integers(1, 50), st.sampled_from([15, 16, 17, 31, 32, 33, 48, 65])),
)


@pytest.fixture(autouse=True, scope="module")
def _threads_for_all(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("headers")
        changed = kernels.compiled_with(kernels.THREADS_FOR_ALL, folder, shared_library.compiled)
        patch.setattr(shared_library, "compiled", changed)
        patch.setattr(library, "_loaded", type(library._loaded)())
        yield


@functools.cache
def calls(name, masked):
    cell_type, options = CELLS[name]
    return Calls(symbolic(cell_type, "float64", dict(options)), "float64", masked)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(
    sizes=SIZES,
    seed=st.integers(0, 2**32 - 1),
    threads=st.integers(1, 3),
    masked=st.booleans(),
    reverse=st.booleans(),
    truncate_gradient=st.sampled_from([-1, 2]),
    checkpoint=st.sampled_from([False, True, 1, 2, 3]),
)
def test_equals_scan(name, sizes, seed, threads, masked, **options):
    cell_type, cell_options = CELLS[name]
    scan = function_of(
        cell_type,
        "scan",
        "float64",
        options=tuple(cell_options.items()),
        truncate_gradient=options["truncate_gradient"],
    )
    arrays = random_arrays(scan.cell, np.random.default_rng(seed), sizes)
    if not masked:
        arrays["mask"][:] = 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", str(threads))
        turn = reversed_in_time if options["reverse"] else dict
        got = turn(calls(name, masked)(turn(arrays), **options))
    assert_close(got, scan(arrays), TOLERANCE["float64"])


def test_a_small_call_is_divided(monkeypatch):
    """That this file tests what it says: the gradients of a vector are sums of those of threads."""
    made = calls("gru_after", False)
    arrays = random_arrays(made.cell, np.random.default_rng(1), Sizes(4, 7, 3, 20))
    results = []
    for threads in ("1", "3"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        results.append(made(arrays)["gradient of b_recurrent"])
    assert (results[0] != results[1]).any()
