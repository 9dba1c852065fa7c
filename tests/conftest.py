"""Flags of the test run, set before Theano is imported, and fixtures for all tests."""

import os
from pathlib import Path

_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "theanornn" / "tests"
_DEFAULTS = f"mode=FAST_COMPILE,floatX=float64,warn__round=False,base_compiledir={_CACHE}"
# What the caller set comes last, and so wins.
os.environ["THEANO_FLAGS"] = ",".join(filter(None, [_DEFAULTS, os.environ.get("THEANO_FLAGS")]))

import numpy as np  # noqa: E402
import pytest  # noqa: E402

from theanornn.randomness import set_seed  # noqa: E402


@pytest.fixture
def rng():
    """A NumPy generator that gives every test the same numbers."""
    return np.random.default_rng(20161)


@pytest.fixture(autouse=True)
def _same_seed():
    """Give every test the same initial weights, whatever ran before it."""
    set_seed(20161)
    yield
    set_seed(None)
