"""The newest whole file counts; a few are kept; nothing that goes wrong touches the others."""

import errno
import os
import subprocess
import sys

import pytest

from theanornn.checkpointing import files
from theanornn.checkpointing.folder import Folder
from theanornn.errors import DataError


def content(number):
    return files.to_bytes({"number": number})


@pytest.fixture
def folder(tmp_path):
    with Folder(tmp_path / "a" / "run", keep=2) as folder:
        for number in range(4):
            assert folder.write(content(number))
        yield folder


def test_the_last_ones_stay(folder):
    assert folder.numbers() == [3, 4]
    assert folder.newest() == {"number": 3}


def test_an_empty_folder(tmp_path):
    with Folder(tmp_path) as folder:
        assert folder.newest() is None and folder.numbers() == []


def test_a_damaged_file_is_warned_of_and_the_one_before_serves(folder):
    with open(folder.file(4), "r+b") as file:
        file.truncate(30)
    with pytest.warns(
        UserWarning, match="000004.safetensors is damaged.*from the one before"
    ) as told:
        assert folder.newest() == {"number": 2}
    assert told[0].filename == __file__
    os.unlink(folder.file(3))
    with pytest.raises(DataError, match="No whole checkpoint is left; delete the folder"):
        folder.newest()


def test_a_full_disk(folder, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.warns(UserWarning, match="No space left on device. Training goes on") as told:
            assert not folder.write(content(9))
        assert told[0].filename == __file__
        assert not folder.write(content(9))  # said once
        with pytest.raises(DataError, match="cannot be written to .*No space left"):
            folder.write(content(9), must=True)
    assert sorted(os.listdir(folder.path)) == [
        "checkpoint-000003.safetensors",
        "checkpoint-000004.safetensors",
        "lock",
    ]
    assert folder.write(content(5)) and folder.newest() == {"number": 5}


def test_a_folder_that_is_deleted_is_made_again(folder):
    for name in os.listdir(folder.path):
        os.unlink(os.path.join(folder.path, name))
    os.rmdir(folder.path)
    assert folder.numbers() == []
    assert folder.write(content(7)) and folder.newest() == {"number": 7}


def test_what_killed_processes_left_is_deleted(tmp_path):
    left = tmp_path / ".checkpoint-000003.safetensors.abc.tmp"
    for path in (left, tmp_path / "notes.txt"):
        path.write_text("x")
    with Folder(tmp_path):
        assert sorted(os.listdir(tmp_path)) == ["lock", "notes.txt"]


def test_a_place_that_cannot_be_written_to(tmp_path):
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file", tmp_path / "file" / "run", "/proc/run"):
        with pytest.raises(DataError, match="checkpoints cannot be written to"):
            Folder(path)


def test_one_training_at_a_time(tmp_path):
    with Folder(tmp_path):
        with pytest.raises(DataError, match="is in use: another training"):
            Folder(tmp_path)
    Folder(tmp_path).close()


OTHER = """
import os, sys, time
from theanornn.checkpointing.folder import Folder
folder = Folder(sys.argv[1])
if os.fork() == 0:
    sys.stdin.read()  # a worker that outlives who trains
    os._exit(0)
print("open", flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs locks of POSIX")
def test_another_process(tmp_path):
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(DataError, match="is in use"):
            Folder(tmp_path)
        other.kill()
        other.wait()
        Folder(tmp_path).close()  # although its worker lives
    finally:
        other.kill()
        other.communicate()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounts a small disk")
def test_a_really_full_disk(tmp_path):
    mounted = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)]
    if subprocess.run(mounted, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        with Folder(tmp_path / "run") as folder:
            assert folder.write(content(1))
            with pytest.warns(UserWarning, match="No space left on device"):
                assert not folder.write(content(2) + bytes(1 << 17))
            assert folder.newest() == {"number": 1} and folder.numbers() == [1]
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
