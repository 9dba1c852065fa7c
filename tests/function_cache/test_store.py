"""Files of the cache: whole or not there, one's own or not read, bounded."""

import os
import stat
import time

import pytest

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
    assert store.read("key") is None and store.files() == []


def test_the_oldest_go_first(store):
    now = time.time()
    for age, key in enumerate("abcd"):
        store.write(key, bytes(1000))
        os.utime(os.path.join(store.folder, key), (now - age, now - age))
    size = store.files()[0][1]
    assert store.prune(2 * size) == 2 * size
    assert sorted(os.path.basename(path) for path, _, _ in store.files()) == ["a", "b"]
    os.utime(os.path.join(store.folder, "a"), (now - 100, now - 100))
    store.prune(10 * size, older_than=50)
    assert [os.path.basename(path) for path, _, _ in store.files()] == ["b"]


def test_reading_makes_a_file_young(store):
    store.write("old", bytes(10))
    store.write("new", bytes(10))
    os.utime(os.path.join(store.folder, "old"), (1, 1))
    store.read("old")
    store.prune(store.files()[0][1] + 50)
    assert store.read("old") is not None
