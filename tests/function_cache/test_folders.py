"""What compiled code takes, and what of it goes."""

import os
import time

import pytest

from theanornn.function_cache.folders import Folder, folders, prune_files


@pytest.fixture
def base(tmp_path):
    """A directory as processes leave it: one old module and a new one, a kernel, two graphs."""
    folder = tmp_path / "compiledir_here"
    for name, size in (
        ("tmpold/module.so", 1000),
        ("tmpnew/module.so", 2000),
        ("theanornn_kernels/kernel_1.so", 300),
        ("theanornn_xla/jit_compute-cache", 600),
        ("theanornn_graphs/a", 40),
        ("theanornn_graphs/b", 50),
        ("lazylinker_ext/lazylinker_ext.so", 7),
        (".lock", 0),
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    (tmp_path / "something else").mkdir()
    for old in ("tmpold/module.so", "tmpold", "theanornn_graphs/a", "lazylinker_ext"):
        os.utime(folder / old, (1, 1))
    return tmp_path


def test_counted_by_kind(base):
    (folder,) = folders(str(base))
    assert [(part.name, part.count, part.size) for part in folder.parts()] == [
        ("compiled modules", 4, 3007),
        ("optimised graphs", 2, 90),
        ("kernels", 1, 300),
        ("programs of XLA", 1, 600),
    ]
    assert folder.size() == 3997


def test_one_file_under_two_names_counts_once(base):
    (folder,) = folders(str(base))
    before = folder.size()
    module = base / "compiledir_here" / "tmpnew" / "module.so"
    os.link(module, base / "compiledir_here" / "tmpold" / "other.so")
    assert folder.size() == before


def test_pruning_leaves_what_is_used(base):
    Folder(str(base / "compiledir_here")).prune(time.time() - 1000)
    left = sorted(os.listdir(base / "compiledir_here"))
    kept = ["theanornn_graphs", "theanornn_kernels", "theanornn_xla"]
    assert left == [".lock", "lazylinker_ext", *kept, "tmpnew"]
    assert os.listdir(base / "compiledir_here" / "theanornn_graphs") == ["b"]


def test_clearing_leaves_nothing_but_the_lock(base):
    (folder,) = folders(str(base))
    folder.clear()
    assert os.listdir(folder.path) == [".lock"] and folder.size() == 0
    assert (base / "something else").exists()


def test_nothing_there(tmp_path):
    assert folders(str(tmp_path / "missing")) == []
    assert prune_files(str(tmp_path / "missing"), 10) == 0


def test_pruning_by_size_takes_the_oldest(tmp_path):
    now = time.time()
    for age, name in enumerate("abcd"):
        (tmp_path / name).write_bytes(bytes(100))
        os.utime(tmp_path / name, (now - age, now - age))
    assert prune_files(str(tmp_path), 250) == 200
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]
