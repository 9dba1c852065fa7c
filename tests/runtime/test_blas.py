"""Where a BLAS is looked for."""

import types

import pytest
import theano

from theanornn.runtime import blas


@pytest.fixture
def cmodule():
    """A stand-in for ``theano.link.c.cmodule``: a compiler, and what it says of its directories."""
    module = types.SimpleNamespace(
        config=types.SimpleNamespace(cxx="no-such-compiler"), linked=[], directories=[]
    )
    module.output_subprocess_Popen = lambda command: (
        f"libraries: ={':'.join(module.directories)}\n".encode(),
        b"",
        0,
    )

    def try_blas_flag(flags):
        module.linked.append(flags)
        return " ".join(flags)

    module.try_blas_flag = try_blas_flag
    return module


@pytest.mark.parametrize(
    "flags, prefix",
    [
        ("-L/x -lscipy_openblas -Wl,-rpath,/x", "scipy_"),
        ("-l:libscipy_openblas-6cdc3b4a.so", "scipy_"),
        ("-l:libopenblasp-r0-24bff013.3.26.dev.so", ""),
        ("-lopenblas", ""),
        ("-L/usr/lib/scipy_openblas_things -lmkl_rt", ""),
        ("", ""),
    ],
)
def test_prefix(flags, prefix):
    assert blas.prefix_of(flags) == prefix


def test_system_wins(cmodule, tmp_path, monkeypatch):
    (tmp_path / "libopenblas.so").write_bytes(b"")
    cmodule.directories = ["/nowhere", str(tmp_path)]
    assert blas.find_flags(cmodule) == "-lopenblas"
    assert cmodule.linked == [["-lopenblas"]]


def test_system_library_that_does_not_link(cmodule, tmp_path, monkeypatch):
    (tmp_path / "libopenblas.so").write_bytes(b"")
    cmodule.directories = [str(tmp_path)]
    cmodule.try_blas_flag = lambda flags: ""
    monkeypatch.setattr(blas, "package_openblas", lambda: "-lpackage")
    assert blas.find_flags(cmodule) == "-lpackage"


def test_order_of_packages(cmodule, monkeypatch):
    monkeypatch.setattr(blas, "package_openblas", lambda: "")
    monkeypatch.setattr(blas, "bundled_openblas", lambda: "-lbundled")
    assert blas.find_flags(cmodule) == "-lbundled"
    monkeypatch.setattr(blas, "bundled_openblas", lambda: "")
    assert blas.find_flags(cmodule) == ""


def test_no_compiler_no_blas(cmodule):
    cmodule.config.cxx = ""
    assert blas.find_flags(cmodule) == ""


def test_library_of_the_package():
    pytest.importorskip("scipy_openblas32")
    flags = blas.package_openblas()
    assert "-lscipy_openblas" in flags and "-Wl,-rpath," in flags


def test_library_inside_scipy(tmp_path, monkeypatch):
    (tmp_path / "scipy.libs").mkdir()
    for name in ("libscipy_openblas64_-1.so", "libscipy_openblas-2.so", "libgfortran-3.so"):
        (tmp_path / "scipy.libs" / name).write_bytes(b"")
    monkeypatch.setattr(blas, "_package_directory", lambda name: tmp_path / name)
    assert f"-L{tmp_path}/scipy.libs -l:libscipy_openblas-2.so" in blas.bundled_openblas()


def test_a_path_with_blanks_is_of_no_use(tmp_path):
    assert blas._flags(tmp_path / "with blanks", "openblas") == ""


@pytest.mark.skipif(not theano.config.cxx, reason="no compiler")
def test_users_flags_win():
    from tests.runtime.run_python import run_python

    done = run_python(
        "import theanornn, theano; print(theano.config.blas__ldflags)",
        flags=["blas__ldflags=-lmine", "optimizer=None", "linker=py"],
    )
    assert done.stdout == "-lmine\n", done.stderr
