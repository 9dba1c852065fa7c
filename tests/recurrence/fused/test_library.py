"""Kernels as libraries: compiled once, whatever asks for them."""

import ctypes
import threading

import pytest

from tests.runtime.run_python import run_python
from theanornn.recurrence.fused import library
from theanornn.runtime import shared_library
from theanornn.runtime.shared_library import CompilerError

pytestmark = pytest.mark.compiled

# A kernel that uses the products: they are another library, for the same kind of numbers.
SOURCE = """#include "products.h"
extern "C" void forward(long* to) { *to = packed_size(3, 1) * sizeof(real); }
extern "C" void gradient(long* to) { *to = -1; }
"""
SOURCES = {"float32": "// float32\n" + SOURCE, "float64": "#define REAL_IS_DOUBLE\n" + SOURCE}


@pytest.fixture(autouse=True)
def directory(monkeypatch, tmp_path):
    """A cache of the test's own, with nothing loaded from it."""
    folder = tmp_path / "libraries"
    monkeypatch.setattr(shared_library, "directory", lambda: folder)
    monkeypatch.setattr(library, "_loaded", shared_library.Once())
    for flags in ("FLAGS", "PRODUCT_FLAGS"):
        quick = [flag for flag in getattr(library, flags) if not flag.startswith("-O")]
        monkeypatch.setattr(library, flags, (*quick, "-O0"))
    return folder


@pytest.fixture
def compilations(monkeypatch):
    """Names of the libraries that were asked for, as they come."""
    asked, compiled = [], shared_library.compiled

    def watched(*arguments):
        path = compiled(*arguments)
        asked.append(path.name)
        return path

    monkeypatch.setattr(shared_library, "compiled", watched)
    return asked


def results(kernel):
    """What the two functions of `SOURCE` give."""
    numbers = []
    for function in (kernel.forward, kernel.gradient):
        number = ctypes.c_long()
        function(ctypes.addressof(number))
        numbers.append(number.value)
    return numbers


def test_a_kernel_and_the_products_that_it_calls(directory):
    singles, doubles = (library.load(SOURCES[dtype]) for dtype in ("float32", "float64"))
    # Panels are whole vectors wide, whatever numbers are in them.
    assert results(singles) == results(doubles)
    assert results(singles)[0] % 3 == 0 and results(singles)[1] == -1
    assert len(list(directory.iterdir())) == 4


def test_a_source_is_loaded_once(compilations):
    kernel = library.load(SOURCES["float32"])
    assert library.load(SOURCES["float32"]) is kernel
    assert len(compilations) == len(set(compilations)) == 2


def test_kernels_of_one_kind_share_their_products(compilations):
    library.load(SOURCES["float32"])
    library.load(SOURCES["float32"] + "// another\n")
    assert len(set(compilations)) == 3


def test_a_processor_of_no_particular_kind_has_kernels_of_its_own(monkeypatch):
    monkeypatch.delenv("THEANORNN_KERNEL", raising=False)
    here = library.load(SOURCES["float32"])
    monkeypatch.setenv("THEANORNN_KERNEL", "portable")
    portable = library.load(SOURCES["float32"])
    assert portable is not here
    assert results(portable)[0] <= results(here)[0]
    monkeypatch.delenv("THEANORNN_KERNEL")
    assert library.load(SOURCES["float32"]) is here


def test_threads_that_ask_at_once_get_the_same_kernel(compilations):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(library.load(SOURCES["float64"])))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1
    assert len(compilations) == 2


@pytest.mark.parametrize("kept", [0, 3000, -1])
def test_damaged_libraries_are_made_again(kept, directory, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(library, "Kernel", lambda path: path)  # not mapped, so free to be damaged
        library.load(SOURCES["float32"])
    monkeypatch.setattr(library, "_loaded", shared_library.Once())
    before = {path: path.read_bytes() for path in directory.iterdir()}
    assert len(before) == 2
    for path, content in before.items():
        path.write_bytes(content[:kept])
    assert results(library.load(SOURCES["float32"]))[1] == -1
    assert {path: len(path.read_bytes()) for path in directory.iterdir()} == {
        path: len(content) for path, content in before.items()
    }


def test_a_source_that_does_not_compile_is_not_remembered():
    for _ in range(2):
        with pytest.raises(CompilerError, match="undeclared"):
            library.load("// float32\nint f() { return undeclared; }\n")


def test_a_library_without_the_two_functions_is_no_kernel():
    with pytest.raises(AttributeError, match="gradient"):
        library.load("// float32\n" + 'extern "C" void forward(long*) {}\n')


PROGRAM = f"""
import subprocess
import theano
theano.config.cxx
made, run = [], subprocess.run
def counted(command, **options):
    made.append(command)
    return run(command, **options)
from theanornn.recurrence.fused import library
library.FLAGS = library.PRODUCT_FLAGS = ("-std=c++17", "-Wno-psabi")
subprocess.run = counted
library.load({SOURCES["float32"]!r})
print(len(made))
"""


def test_processes_share_what_was_compiled(tmp_path):
    flags = [f"base_compiledir={tmp_path}"]
    runs = [run_python(PROGRAM, flags=flags) for _ in range(2)]
    assert [run.stdout for run in runs] == ["2\n", "0\n"], runs[0].stderr
