"""How g++ is called."""

import subprocess
import sys

import pytest
import theano
from theano.link.c import cmodule

from theanornn.runtime import compiler

pytestmark = pytest.mark.skipif(not theano.config.cxx, reason="no compiler")


def test_header_and_numpys_interface_are_part_of_the_key():
    import numpy as np

    args = cmodule.GCC_compiler.compile_args()
    assert compiler.KEPT_IN_KEY in args
    wanted = int(np.__version__.split(".")[0]) >= 2
    assert ("-DNPY_TARGET_VERSION=NPY_2_0_API_VERSION" in args) == wanted


def test_flags_for_this_processor():
    args = cmodule.GCC_compiler.compile_args()
    assert any(flag.startswith("-march=") for flag in args)


@pytest.fixture
def commands(monkeypatch):
    """Catch the commands with which modules would be compiled."""
    caught = []

    def output(command, **params):
        if "-shared" in command:
            caught.append(command)
        return b"", b"not compiled in this test", 1

    monkeypatch.setattr(cmodule, "output_subprocess_Popen", output)
    monkeypatch.setattr(compiler, "_precompile", lambda *args: None)
    return caught


def compile_anything(tmp_path):
    with pytest.raises(Exception, match="not compiled in this test"):
        cmodule.GCC_compiler.compile_str("m0", "int x;", location=str(tmp_path), preargs=["-O3"])


def test_debug_symbols_are_left_out(commands, tmp_path):
    compile_anything(tmp_path)
    (command,) = commands
    assert command.index("-g0") > command.index("-g")


def test_debug_symbols_the_user_asks_for(commands, tmp_path):
    with theano.config.change_flags(gcc__cxxflags="-ggdb"):
        compile_anything(tmp_path)
    assert "-g0" not in commands[0]


@pytest.mark.compiled
def test_the_precompiled_header_is_used(tmp_path):
    """g++ names each header it reads; a precompiled one is marked with an exclamation mark."""
    preargs = [*cmodule.GCC_compiler.compile_args(), "-O3", "-g0"]
    header = compiler._header(cmodule, "m0", preargs)
    if header == compiler.HEADER:
        pytest.skip("this compiler does not precompile headers")
    (tmp_path / "a.cpp").write_text("#include <Python.h>\nPyObject *x;\n")
    includes = [f"-I{directory}" for directory in cmodule.std_include_dirs()]
    command = [theano.config.cxx, "-shared", "-g", "-include", str(header), *preargs, *includes]
    done = subprocess.run(
        [*command, "-fvisibility=hidden", "-H", "-o", str(tmp_path / "a.so"), "a.cpp"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert f"! {header}.gch/" in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems link libpython")
def test_libpython_is_not_linked(commands, tmp_path):
    compile_anything(tmp_path)
    assert not any(flag.startswith("-lpython") for flag in commands[0])


def test_a_precompiled_header_that_is_damaged_is_given_up(commands, tmp_path, monkeypatch):
    header = tmp_path / "precompiled" / "header.h"
    header.parent.mkdir()
    monkeypatch.setattr(compiler, "_header", lambda *args: header)
    compile_anything(tmp_path)
    assert len(commands) == 1 and header.parent.exists()  # the code itself was wrong

    def damaged(command, **params):
        commands.append(command)
        return b"", b"fatal error: cannot read PCH file: No such file", 1

    monkeypatch.setattr(cmodule, "output_subprocess_Popen", damaged)
    with pytest.raises(Exception, match="PCH"):
        cmodule.GCC_compiler.compile_str("m0", "int x;", location=str(tmp_path), preargs=["-O3"])
    included = [command[command.index("-include") + 1] for command in commands]
    assert included == [str(header), str(header), str(compiler.HEADER)]
    assert not header.parent.exists()
