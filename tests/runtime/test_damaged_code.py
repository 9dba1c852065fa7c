"""Damaged files among compiled code: told from whole ones, and taken away."""

import os
import sys
from pathlib import Path

import pytest

from tests.runtime.run_python import run_python
from theanornn.runtime import damaged_code

LIBRARY = Path(__import__("_ctypes").__file__)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="libraries of other formats")


def test_whole_libraries_are_told_from_damaged_ones(tmp_path):
    content, path = LIBRARY.read_bytes(), tmp_path / "library.so"
    assert damaged_code.is_whole(LIBRARY)
    damaged = [content[:size] for size in (0, 3, 63, 64, 1000, len(content) // 2, len(content) - 1)]
    damaged += [bytes(len(content)), content[:-5000] + bytes(5000), b"text" * 100]
    for each in damaged:
        path.write_bytes(each)
        assert not damaged_code.is_whole(path), len(each)
    path.write_bytes(content)
    assert damaged_code.is_whole(path)
    assert not damaged_code.is_whole(tmp_path) and not damaged_code.is_whole(tmp_path / "nothing")


@pytest.mark.parametrize("content", [b"", b"_version = 0.211\n"])
def test_what_theano_writes_beside_them_stays(content, tmp_path):
    (tmp_path / "__init__.py").write_bytes(content)
    assert damaged_code._damaged_files(tmp_path) == []


@pytest.mark.parametrize("content", [b"_vers", b"_version = ", b"\0\0", b"import os\n", None])
def test_half_of_it_does_not(content, tmp_path):
    path = tmp_path / "__init__.py"
    path.mkdir() if content is None else path.write_bytes(content)
    assert damaged_code._damaged_files(str(tmp_path)) == [str(path)]
    damaged_code._remove(str(path))
    assert os.listdir(tmp_path) == []


def test_modules_without_a_key_are_under_way(tmp_path):
    half = LIBRARY.read_bytes()[:1000]
    for name, files in {
        "tmpwhole": {"m.so": LIBRARY.read_bytes(), "key.pkl": b""},
        "tmphalf": {"m.so": half, "key.pkl": b""},
        "tmpunderway": {"m.so": half},
        "other": {"m.so": half, "key.pkl": b""},
    }.items():
        (tmp_path / name).mkdir()
        for file, content in files.items():
            (tmp_path / name / file).write_bytes(content)
    seen = set()
    damaged_code._remove_damaged_modules(str(tmp_path), seen)
    assert sorted(os.listdir(tmp_path)) == ["other", "tmpunderway", "tmpwhole"]
    assert seen == {"tmpwhole", "tmphalf"}


@pytest.mark.compiled
def test_half_an_extension_does_not_kill_who_imports_theano(tmp_path):
    flags = [f"base_compiledir={tmp_path}"]
    run_python("import theanornn, theano.link.c.cutils", flags=flags)
    (library,) = tmp_path.glob("*/cutils_ext/cutils_ext.so")
    for path in (library, library.with_name("__init__.py")):
        whole = path.read_bytes()
        path.write_bytes(whole[: len(whole) // 2] if whole else b"_vers")
        done = run_python("import theanornn, theano.link.c.cutils; print(1)", flags=flags)
        assert done.stdout == "1\n"
        assert damaged_code.is_whole(library)
