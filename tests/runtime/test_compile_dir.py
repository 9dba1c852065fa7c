"""The directory of compiled modules."""

import os
import stat

import numpy as np
import pytest

from tests.runtime.run_python import run_python
from theanornn.runtime import compile_dir

PROGRAM = "import theanornn, theano; print(theano.config.compiledir_format)"


def test_numpys_version_is_in_its_name():
    done = run_python(PROGRAM, flags=["cxx="])
    assert done.stdout.endswith("-numpy%(numpy_version)s\n")


@pytest.mark.parametrize("chosen", ["mine", f"mine-{np.__version__}"])
def test_the_users_name_wins(tmp_path, chosen):
    flags = ["cxx=", f"base_compiledir={tmp_path}", f"compiledir_format={chosen}"]
    assert run_python(PROGRAM, flags=flags).stdout == f"{chosen}\n"


COMPUTE = """
import theanornn, theano, theano.tensor as T
x = T.dvector()
print(theano.function([x], x + 1, mode="FAST_COMPILE")([1.0]))
print(theano.config.base_compiledir)
"""


def test_a_directory_that_cannot_be_written_is_replaced(tmp_path):
    (tmp_path / "file").write_text("")
    chosen = tmp_path / "file" / "compiled"
    done = run_python(COMPUTE, flags=["cxx=", f"base_compiledir={chosen}"])
    numbers, used = done.stdout.splitlines()
    assert numbers == "[2.]" and used != str(chosen) and not os.path.exists(used)
    assert done.stderr.count("theanornn: ") == 1
    assert str(chosen) in done.stderr
    assert "cannot be written to (Not a directory)" in done.stderr


def test_a_full_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(compile_dir, "LEAST_FREE", 1e30)
    assert "MB left for" in compile_dir.obstacle(str(tmp_path))


def test_it_is_private(tmp_path):
    path = tmp_path / "compiled"
    assert compile_dir.obstacle(str(path)) is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for mode in (0o770, 0o755):
        path.chmod(mode)
        assert compile_dir.obstacle(str(path)) is None
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_one_that_anybody_can_write_to_is_not_used(tmp_path):
    tmp_path.chmod(0o777)
    assert "anybody can write" in compile_dir.obstacle(str(tmp_path))
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o777


def test_the_directory_that_the_user_names_keeps_its_permissions(tmp_path):
    tmp_path.chmod(0o777)
    done = run_python(COMPUTE, flags=["cxx=", f"base_compiledir={tmp_path}"])
    assert done.stdout == f"[2.]\n{tmp_path}\n" and done.stderr == ""
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o777
    (made,) = tmp_path.glob("compiledir_*")
    assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_that_of_another_user_is_not_used(tmp_path, monkeypatch):
    path = tmp_path / "compiled"
    path.mkdir()
    if os.getuid() == 0:
        os.chown(path, 12345, -1)
    else:
        monkeypatch.setattr(os, "getuid", lambda: path.stat().st_uid + 1)
    assert compile_dir.obstacle(str(path)) == f"{path} belongs to another user"
