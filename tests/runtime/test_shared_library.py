"""Shared libraries that are compiled once, whatever happens to them later."""

import ctypes
import os
import subprocess
import sys

import pytest
import theano

from tests.runtime.run_python import ROOT, run_python
from theanornn.errors import UnknownNameError
from theanornn.runtime import shared_library
from theanornn.runtime.shared_library import CompilerError, compiled, threads

pytestmark = pytest.mark.compiled

SEVEN = 'extern "C" int number() { return 7; }\n'


@pytest.fixture(autouse=True)
def directory(monkeypatch, tmp_path):
    """A cache of the test's own."""
    folder = tmp_path / "libraries"
    monkeypatch.setattr(shared_library, "directory", lambda: folder)
    return folder


def number(path):
    return ctypes.CDLL(str(path)).number()


@pytest.fixture
def compilations(monkeypatch):
    """The commands that are run, as they come."""
    commands, run = [], subprocess.run

    def counted(command, **options):
        commands.append(command)
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", counted)
    return commands


def test_compiled_once(compilations):
    path = compiled(SEVEN)
    assert number(path) == 7
    assert compiled(SEVEN) == path
    assert len(compilations) == 1


def test_what_a_library_is_made_of_makes_another_one(tmp_path):
    header = tmp_path / "value.h"
    header.write_text("#define VALUE 1\n")
    source = '#include "value.h"\nextern "C" int number() { return VALUE + MORE; }\n'
    first = compiled(source, ["-DMORE=1"], [header])
    other_flags = compiled(source, ["-DMORE=2"], [header])
    header.write_text("#define VALUE 7\n")
    other_header = compiled(source, ["-DMORE=1"], [header])
    assert [number(path) for path in (first, other_flags, other_header)] == [2, 3, 8]


def test_a_library_may_call_another():
    called = compiled(SEVEN)
    source = 'extern "C" int number();\nextern "C" int twice() { return 2 * number(); }\n'
    assert ctypes.CDLL(str(compiled(source, libraries=[called]))).twice() == 14


@pytest.mark.parametrize("kept", [0, 100, 5000, -1])
def test_a_damaged_library_is_made_again(kept):
    path = compiled(SEVEN)
    path.write_bytes(path.read_bytes()[:kept])
    assert number(compiled(SEVEN)) == 7


def test_nothing_but_libraries_is_left(directory):
    compiled(SEVEN)
    with pytest.raises(CompilerError):
        compiled("not C++")
    assert [path.suffix for path in directory.iterdir()] == [".so"]


def test_errors_are_the_compilers_own():
    with pytest.raises(CompilerError, match=r"failed:\n(.*\n)*.*error: 'undeclared'|‘undeclared’"):
        compiled("int f() { return undeclared; }")


def test_without_a_compiler(monkeypatch):
    monkeypatch.setattr(theano.config, "cxx", "")
    assert not shared_library.available()
    with pytest.raises(CompilerError, match="install g\\+\\+, or use how='scan'"):
        compiled(SEVEN)


def test_a_compiler_that_is_gone(monkeypatch):
    monkeypatch.setattr(theano.config, "cxx", "/nowhere/g++")
    with pytest.raises(CompilerError, match="/nowhere/g\\+\\+ cannot be run: .*No such file"):
        compiled(SEVEN)


def test_flags_of_this_processor_or_none(monkeypatch):
    monkeypatch.delenv("THEANORNN_KERNEL", raising=False)
    assert any(flag.startswith("-march=") for flag in shared_library.processor_flags())
    monkeypatch.setenv("THEANORNN_KERNEL", "portable")
    assert shared_library.processor_flags() == ()
    monkeypatch.setenv("THEANORNN_KERNEL", "avx2")
    assert shared_library.processor_flags() == ("-march=haswell",)
    monkeypatch.setenv("THEANORNN_KERNEL", "avx3")
    with pytest.raises(UnknownNameError, match="THEANORNN_KERNEL is 'avx3'.*'avx2'"):
        shared_library.processor_flags()


@pytest.mark.parametrize(("value", "count"), [("3", 3), ("2,4", 2), (" 5 ", 5)])
def test_threads_asked_for(value, count, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", value)
    assert threads() == count


@pytest.mark.parametrize("value", [None, "", "0", "-1", "many"])
def test_threads_else_one_for_each_processor(value, monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if value is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", value)
    assert threads() == len(os.sched_getaffinity(0))


PROGRAM = f"""
import ctypes, subprocess
from theanornn.runtime import shared_library
made, run = [], subprocess.run
def counted(command, **options):
    made.append(command)
    return run(command, **options)
import theano
theano.config.cxx
subprocess.run = counted
path = shared_library.compiled({SEVEN!r})
assert ctypes.CDLL(str(path)).number() == 7
print(len(made))
"""


def test_another_process_compiles_nothing(tmp_path):
    flags = [f"base_compiledir={tmp_path}"]
    runs = [run_python(PROGRAM, flags=flags) for _ in range(2)]
    assert [run.stdout for run in runs] == ["1\n", "0\n"], runs[0].stderr


def test_many_processes_at_once(tmp_path):
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "THEANO_FLAGS": f"{os.environ['THEANO_FLAGS']},base_compiledir={tmp_path}",
    }
    started = [subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment) for _ in range(3)]
    assert [process.wait(timeout=300) for process in started] == [0] * 3
    (made,) = tmp_path.glob("*/theanornn_kernels/*")
    assert number(made) == 7
