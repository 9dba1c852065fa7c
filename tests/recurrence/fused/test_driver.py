"""Every cell, mask, direction and dtype: the fused driver gives what scan gives."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cell_cases import CASES
from tests.recurrence.fused import own_cells
from tests.recurrence.fused.comparison import (
    TOLERANCE,
    Sizes,
    assert_close,
    function_of,
    random_arrays,
    reversed_in_time,
)

CELLS = {name: (case.cell, tuple(case.options.items())) for name, case in CASES.items()}
for name in ("SlicedLSTM", "Odd", "Scaled", "Clipped", "Zoneout"):
    CELLS[name] = (getattr(own_cells, name), ())
VARIANTS = [
    (dtype, masked, reverse)
    for dtype in TOLERANCE
    for masked in (False, True)
    for reverse in (False, True)
]
SIZES = st.builds(
    Sizes,
    steps=st.integers(1, 9),
    batch=st.integers(1, 9),
    n_in=st.integers(1, 9),
    n_units=st.integers(1, 40),
)


def compare(cell_type, options, variants, arrays, **recur_options):
    for dtype, masked, reverse in variants:
        scan = function_of(cell_type, "scan", "float64", options=options, **recur_options)
        fused = function_of(
            cell_type, "fused", dtype, masked, options=options, reverse=reverse, **recur_options
        )
        whole = {**arrays, "mask": np.ones_like(arrays["mask"])}
        expected = scan(arrays if masked else whole)
        got = fused(reversed_in_time(arrays) if reverse else arrays)
        if reverse:
            got = {name: a[::-1] if a.ndim == 3 else a for name, a in got.items()}
        assert_close(got, expected, TOLERANCE[dtype], f"{dtype} masked={masked} reverse={reverse}")


@pytest.mark.parametrize("name", CELLS)
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(sizes=SIZES, seed=st.integers(0, 2**32 - 1))
def test_equals_scan_in_values_and_gradients(name, sizes, seed):
    cell_type, options = CELLS[name]
    cell = function_of(cell_type, "scan", "float64", options=options).cell
    arrays = random_arrays(cell, np.random.default_rng(seed), sizes)
    compare(cell_type, options, VARIANTS, arrays)
