"""One line for who waits longer than a second, and nothing for anybody else."""

import io
import time
import types

import pytest

from theanornn.runtime import waiting as module
from theanornn.runtime.waiting import stage, waiting


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    stream = Terminal()
    # Not sys.stderr itself: pytest has a use for that.
    monkeypatch.setattr(module, "sys", types.SimpleNamespace(stderr=stream))
    monkeypatch.setattr(module, "DELAY", 0.05)
    monkeypatch.setattr(module, "EVERY", 0.01)
    return stream


def test_a_line_that_changes_and_an_end(terminal):
    with waiting("train"):
        time.sleep(0.15)
        stage("7 C modules")
        time.sleep(0.15)
    lines = terminal.getvalue().split("\r")
    assert any(line.startswith("compiling train, 0 s") for line in lines)
    assert any(line.startswith("compiling train: 7 C modules, 0 s") for line in lines)
    assert lines[-1].startswith("compiled train in 0.") and lines[-1].endswith("\n")
    # A shorter line leaves nothing of a longer one.
    assert len(lines[-1].rstrip("\n")) >= len(lines[-2].rstrip())


def test_nothing_where_it_is_quick(terminal, monkeypatch):
    monkeypatch.setattr(module, "DELAY", 1.0)
    with waiting("train"):
        stage("something")
    assert terminal.getvalue() == ""


def test_nothing_where_nobody_watches(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(module, "sys", types.SimpleNamespace(stderr=stream))
    monkeypatch.setattr(module, "DELAY", 0.01)
    with waiting("train"):
        time.sleep(0.1)
    assert stream.getvalue() == ""


def test_one_line_for_what_is_compiled_within(terminal):
    with waiting("train"), waiting("its scan"):
        time.sleep(0.15)
    assert "its scan" not in terminal.getvalue()
    assert terminal.getvalue().count("compiled") == 1


def test_the_line_ends_with_an_error(terminal):
    with pytest.raises(ZeroDivisionError), waiting("train"):
        time.sleep(0.1)
        raise ZeroDivisionError
    assert terminal.getvalue().endswith("\n") and module._lines == []
