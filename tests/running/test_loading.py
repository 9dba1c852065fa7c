"""Import hooks of a run."""

import importlib
import json
import sys

import pytest

import theanornn
from theanornn.running import loading, sources


@pytest.mark.parametrize("module", [theanornn, json, pytest])
def test_what_is_installed_is_not_the_users(module):
    assert not loading.is_own(module.__file__)


def test_what_stands_elsewhere_is(tmp_path):
    assert loading.is_own(str(tmp_path / "script.py"))
    assert not loading.is_own(str(tmp_path / "venv" / "site-packages" / "a.py"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder on sys.path whose modules are read as a run would; the paths that were read."""
    read = []

    def reading(path):
        read.append(path)
        with open(path, "rb") as file:
            return sources.read(file.read(), path)

    finder = loading.OwnModuleFinder(reading)
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path, read
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_modules_and_packages_of_the_user(folder):
    path, read = folder
    (path / "old_part").mkdir()
    (path / "old_part" / "__init__.py").write_text("from . import inner\nx = 7 / 2 or `1`\n")
    (path / "old_part" / "inner.py").write_text("n = list(xrange(2))\n")
    part = importlib.import_module("old_part")
    assert part.x == 3 and part.inner.n == [0, 1]
    assert part.__file__ == str(path / "old_part" / "__init__.py") == read[0]
    assert part.__spec__.name == "old_part" and part.__path__ == [str(path / "old_part")]
    assert importlib.reload(part.inner).n == [0, 1]
    assert read[1:] == [str(path / "old_part" / "inner.py")] * 2


def test_sources_are_read_though_there_is_bytecode(folder):
    import py_compile

    path, read = folder
    (path / "compiled_part.py").write_text("n = len(xrange(3))\n")
    py_compile.compile(str(path / "compiled_part.py"))
    assert importlib.import_module("compiled_part").n == 3


def test_around_import(tmp_path, monkeypatch):
    (tmp_path / "watched_part.py").write_text("events.append('body')")
    events = []
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("builtins.events", events, raising=False)
    around = loading.AroundImport(
        "watched_part", before=lambda: events.append("before"), after=lambda: events.append("after")
    )
    monkeypatch.setattr(sys, "meta_path", [around, *sys.meta_path])
    try:
        importlib.import_module("json")
        importlib.import_module("watched_part")
        assert events == ["before", "body", "after"]
        assert around not in sys.meta_path
    finally:
        sys.modules.pop("watched_part", None)


def test_around_a_module_that_is_not_there(monkeypatch):
    around = loading.AroundImport("no_such_module", after=lambda: 1 / 0)
    monkeypatch.setattr(sys, "meta_path", [around, *sys.meta_path])
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("no_such_module")
