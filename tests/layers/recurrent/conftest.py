"""Data for recurrent layers."""

import pytest

from tests.layers.recurrent.oracle import BATCH, FEATURES, TIME


@pytest.fixture
def x(rng):
    """A batch of sequences."""
    return rng.normal(size=(BATCH, TIME, FEATURES))
