import os
import stat
import sys

import pytest

from tests.datasets.fake_sdist import put, tar_gz
from theanornn.datasets import cache

SETUP = b"""
import pathlib
from setuptools import setup
pathlib.Path(__file__).with_name("ran").touch()
raise RuntimeError("setup.py must not run")
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("THEANORNN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder where pip looks for packages, and nowhere else."""
    index = tmp_path / "index"
    index.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return index


@pytest.mark.parametrize(
    "variables, expected",
    [
        ({"THEANORNN_CACHE": "/a", "XDG_CACHE_HOME": "/b"}, "/a"),
        ({"THEANORNN_CACHE": "~/a"}, "/home/me/a"),
        ({"XDG_CACHE_HOME": "/b"}, "/b/theanornn"),
        ({"XDG_CACHE_HOME": "relative"}, "/home/me/.cache/theanornn"),
        ({}, "/home/me/.cache/theanornn"),
    ],
)
def test_directory(monkeypatch, variables, expected):
    for name in ("THEANORNN_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home/me", **variables}.items():
        monkeypatch.setenv(name, value)
    assert str(cache.directory()) == expected


def test_pip_fetches_once_and_runs_nothing(folder, index, monkeypatch):
    sha256 = put(index, "data_pack-1.2.tar.gz", {"data_pack-1.2/setup.py": SETUP})
    path = cache.archive("data_pack", "1.2", sha256)
    assert path == folder / "data_pack-1.2.tar.gz"
    assert os.listdir(folder) == [path.name]
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert cache.archive("data_pack", "1.2", sha256) == path


def test_another_hash_is_refused(folder, index):
    put(index, "data_pack-1.2.tar.gz", {"data_pack-1.2/setup.py": SETUP})
    with pytest.raises(cache.FetchError, match="(?s)data_pack 1.2 is not in the cache.*HASH"):
        cache.archive("data_pack", "1.2", "0" * 64)
    assert os.listdir(folder) == []


def test_damaged_file_is_fetched_again(folder, index):
    sha256 = put(index, "data_pack-1.2.tar.gz", {"data_pack-1.2/setup.py": SETUP})
    path = cache.archive("data_pack", "1.2", sha256)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.warns(UserWarning, match="damaged"):
        cache.archive("data_pack", "1.2", sha256)
    assert path.read_bytes() == (index / path.name).read_bytes()


def test_without_network_it_says_what_to_do(folder, index):
    with pytest.raises(cache.FetchError) as raised:
        cache.archive("data_pack", "1.2", "0" * 64)
    message = str(raised.value)
    assert "pip download --no-deps --no-binary :all: data_pack==1.2" in message
    assert str(folder) in message


def test_without_pip_it_says_so(folder, monkeypatch, tmp_path):
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "$0: No module named pip" >&2\nexit 1\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(cache.FetchError, match="-m ensurepip"):
        cache.archive("data_pack", "1.2", "0" * 64)


def test_a_folder_that_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("THEANORNN_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(cache.FetchError, match="Set THEANORNN_CACHE"):
        cache.archive("data_pack", "1.2", "0" * 64)


def test_download(folder, tmp_path):
    (tmp_path / "data.txt").write_bytes(b"abc")
    digest = "md5:900150983cd24fb0d6963f7d28e17f72"
    path = cache.download((tmp_path / "data.txt").as_uri(), digest)
    assert path == folder / "data.txt" and path.read_bytes() == b"abc"
    (tmp_path / "data.txt").unlink()
    assert cache.download((tmp_path / "data.txt").as_uri(), digest) == path


@pytest.mark.parametrize("content, problem", [(b"abd", "has not the digest"), (None, "No such")])
def test_download_that_fails(folder, tmp_path, content, problem):
    if content:
        (tmp_path / "data.txt").write_bytes(content)
    with pytest.raises(cache.FetchError, match=f"{problem}.*put the file into"):
        cache.download((tmp_path / "data.txt").as_uri(), "md5:900150983cd24fb0d6963f7d28e17f72")
    assert os.listdir(folder) == []


def test_members_are_read_in_memory(tmp_path):
    content = tar_gz({"a/x": b"1", "../y": b"2", "z": b"3"})
    assert cache.members(content) == {"a/x": b"1", "../y": b"2", "z": b"3"}
    assert cache.members(content, ["z"]) == {"z": b"3"}
    assert cache.members(content, lambda name: name.startswith("a/")) == {"a/x": b"1"}
    (tmp_path / "tar").write_bytes(content)
    assert cache.members(tmp_path / "tar", ["z"]) == {"z": b"3"}
    assert os.listdir(tmp_path) == ["tar"]


def test_what_cannot_be_read_at_all_is_not_said_to_be_no_archive(tmp_path):
    for path, error in [(tmp_path / "none", FileNotFoundError), (tmp_path, IsADirectoryError)]:
        with pytest.raises(error):
            cache.members(path)


def test_members_that_are_not_there(tmp_path):
    with pytest.raises(cache.FetchError, match="no member b"):
        cache.members(tar_gz({"a": b""}), ["a", "b"])
    with pytest.raises(cache.FetchError, match="not a readable archive"):
        cache.members(b"nonsense")
