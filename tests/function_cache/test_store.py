"""Files of the cache: whole or not there, one's own or not read, bounded."""

import os
import stat
import subprocess
import sys
import time

import pytest

from theanornn.function_cache import store as store_module
from theanornn.function_cache.store import Store


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "graphs"))


def test_what_was_written_is_read(store):
    store.write("key", b"body\n\0")
    assert store.read("key") == b"body\n\0"
    assert store.read("another") is None
    assert stat.S_IMODE(os.stat(store.folder).st_mode) == 0o700


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content + b"x",
        lambda content: content[:30] + b"\xff" + content[31:],
        lambda content: b"",
        lambda content: b"\x80\x04." + content,
    ],
)
def test_a_damaged_file_is_taken_away(store, damage):
    store.write("key", b"body" * 20)
    path = os.path.join(store.folder, "key")
    with open(path, "rb") as file:
        content = file.read()
    with open(path, "wb") as file:
        file.write(damage(content))
    assert store.read("key") is None
    assert not os.path.exists(path)


@pytest.mark.parametrize("mode", [0o666, 0o620])
def test_a_file_that_others_can_write_is_not_read(store, mode):
    store.write("key", b"body")
    os.chmod(os.path.join(store.folder, "key"), mode)
    assert store.read("key") is None


def test_no_half_files(store):
    store.write("key", b"one")
    store.write("key", b"two")
    assert os.listdir(store.folder) == ["key"]
    assert store.read("key") == b"two"


def test_what_is_no_folder_is_as_if_it_were_empty(tmp_path):
    (tmp_path / "file").write_text("")
    store = Store(str(tmp_path / "file" / "graphs"))
    store.write("key", b"body")
    assert store.read("key") is None


def test_the_oldest_go_when_there_is_too_much(store, monkeypatch):
    now = time.time()
    monkeypatch.setattr(store_module, "MOST_BYTES", 2500)
    for age, key in enumerate("abcd"):
        store.write(key, bytes(1000))
        os.utime(os.path.join(store.folder, key), (now - 9 + age, now - 9 + age))
    store.write("e", bytes(1000))
    assert sorted(os.listdir(store.folder)) == ["d", "e"]


def test_reading_makes_a_file_young(store):
    store.write("key", bytes(10))
    path = os.path.join(store.folder, "key")
    os.utime(path, (1, 1))
    store.read("key")
    assert time.time() - os.stat(path).st_mtime < 60


HOLDING = """
import sys, time
from theanornn.function_cache.store import Store
with Store(sys.argv[1]).alone("key"):
    print("in", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def holding(store, seconds):
    """Another process that is in the block for so long."""
    command = [sys.executable, "-c", "import theanornn\n" + HOLDING, store.folder, str(seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "in\n"
    return process


def test_one_waits_for_the_other_and_not_for_a_dead_one(store):
    process = holding(store, 0.5)
    with store.alone("another key"):
        assert process.poll() is None
    with store.alone("key"):
        process.wait(timeout=1)  # it has left the block
    process = holding(store, 100)
    process.kill()
    process.wait()
    started = time.monotonic()
    with store.alone("key"):
        assert time.monotonic() - started < 1
    assert not [name for name in os.listdir(store.folder) if name.endswith(".lock")]


def test_nobody_waits_for_ever(store, monkeypatch):
    monkeypatch.setattr(store_module, "LONGEST_WAIT", 0.1)
    with store.alone("key"), store.alone("key"):
        pass


def test_where_nothing_can_be_written_nobody_waits(tmp_path):
    (tmp_path / "file").write_text("")
    with Store(str(tmp_path / "file" / "graphs")).alone("key"):
        pass
