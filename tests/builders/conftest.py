"""Data for the builders."""

import numpy as np
import pytest

from tests.builders.driving import BATCH, N_IN, STEPS, N


@pytest.fixture
def data(rng):
    """Input, mask and initial states."""
    mask = np.array([[0, 1], [1, 1], [1, 0], [1, 0]], dtype="float64")
    return (
        rng.normal(size=(STEPS, BATCH, N_IN)),
        mask,
        rng.normal(size=(BATCH, N)),
        rng.normal(size=(BATCH, N)),
    )
