"""What is remembered about a compiler."""

import os
import types

import pytest

from theanornn.runtime import compiler_probes


@pytest.fixture
def compiler(tmp_path, monkeypatch):
    """An executable file, and an empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "some-g++"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def utils():
    """A stand-in for ``theano.utils`` that counts calls of the compiler."""
    calls = []

    def output(command, **params):
        calls.append(command)
        return b"12\n", b"", 0

    utils = types.SimpleNamespace(
        calls=calls,
        output_subprocess_Popen=output,
        call_subprocess_Popen=lambda command, **params: calls.append(command) or 0,
    )
    compiler_probes.remember(utils)
    return utils


def test_asked_once(compiler, utils):
    for _ in range(2):
        assert utils.output_subprocess_Popen([compiler, "-dumpversion"]) == (b"12\n", b"", 0)
        assert utils.call_subprocess_Popen([compiler, "-v"]) == 0
    assert utils.calls == [[compiler, "-dumpversion"], [compiler, "-v"]]


def test_asked_again_when_the_compiler_is_another(compiler, utils):
    utils.output_subprocess_Popen([compiler, "-dumpversion"])
    os.utime(compiler, (1, 1))
    utils.output_subprocess_Popen([compiler, "-dumpversion"])
    assert len(utils.calls) == 2


def test_other_commands_go_through(compiler, utils):
    for _ in range(2):
        utils.output_subprocess_Popen([compiler, "-shared", "mod.cpp"])
        utils.output_subprocess_Popen(["no such compiler", "-v"])
    assert len(utils.calls) == 4


def test_a_failure_is_not_remembered(compiler, utils, monkeypatch):
    failing = types.SimpleNamespace(
        output_subprocess_Popen=lambda command, **params: (b"", b"broken", 1),
        call_subprocess_Popen=lambda command, **params: 1,
    )
    compiler_probes.remember(failing)
    assert failing.call_subprocess_Popen([compiler, "-v"]) == 1
    assert compiler_probes.recall(compiler, "-v") is None


def test_keep_and_recall(compiler):
    assert compiler_probes.recall(compiler, "flags") is None
    compiler_probes.keep(compiler, "flags", ["-march=znver3"])
    compiler_probes.keep(compiler, "other", 1)
    assert compiler_probes.recall(compiler, "flags") == ["-march=znver3"]


def test_a_spoilt_file_is_forgotten(compiler):
    compiler_probes.keep(compiler, "flags", [])
    (path,) = compiler_probes.cache_directory().iterdir()
    path.write_text("{")
    assert compiler_probes.recall(compiler, "flags") is None


def test_a_directory_that_cannot_be_written(compiler, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    compiler_probes.keep(compiler, "flags", [])
    assert compiler_probes.recall(compiler, "flags") is None
