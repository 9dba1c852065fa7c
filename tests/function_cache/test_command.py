"""``theanornn cache``."""

import os
import subprocess
import sys

import pytest

from theanornn.function_cache import command


def run(tmp_path, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "theanornn", "cache", *arguments],
        env={**os.environ, "THEANO_FLAGS": f"base_compiledir={tmp_path},cxx="},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout, done.stderr


def test_shown_pruned_and_cleared(tmp_path):
    folder = tmp_path / "compiledir_of_another" / "theanornn_graphs"
    folder.mkdir(parents=True)
    for name, size in (("a", 1500), ("b", 500)):
        (folder / name).write_bytes(bytes(size))
    os.utime(folder / "a", (1, 1))
    status, text, _ = run(tmp_path)
    assert status == 0 and str(tmp_path) in text and "compiledir_of_another" in text
    assert "2 optimised graphs          2 KB  in use now" in text
    assert run(tmp_path, "--prune", "10")[:2] == (0, "2 KB freed.\n")
    assert os.listdir(folder) == ["b"]
    assert run(tmp_path, "--clear")[0] == 0
    assert not folder.exists()
    status, _, error = run(tmp_path, "--prune", "soon")
    assert status == 2 and "invalid float value: 'soon'" in error


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 B"), (999, "999 B"), (1500, "2 KB"), (45e6, "45 MB"), (3e9, "3.0 GB")],
)
def test_sizes_for_people(number, text):
    assert command._size(number) == text
