"""A cache for each test."""

import pytest

from theanornn.function_cache import maker
from theanornn.function_cache.store import Store


@pytest.fixture
def empty_cache(tmp_path, monkeypatch):
    """A store of this test alone, and a process that has compiled nothing."""
    monkeypatch.setattr(maker, "Store", lambda: Store(str(tmp_path / "graphs")))
    maker.templates.clear()
    yield
    maker.templates.clear()
