"""The table of mends names things that exist."""

import importlib

import pytest

from theanornn.runtime.mends import AFTER, BEFORE

ENTRIES = [(module, where) for t in (BEFORE, AFTER) for module, w in t.items() for where in w]


@pytest.mark.parametrize("module, where", ENTRIES)
def test_entry(module, where):
    assert importlib.util.find_spec(module), f"Theano has no module {module}"
    ours, function = where.split(":")
    assert callable(getattr(importlib.import_module(f"theanornn.runtime.{ours}"), function))
