"""Damaged files of every kind, a few of each; the long form is `tests/fuzz_files.py`."""

import os
import socket
import subprocess
import sys

import pytest

from tests import fuzz_files
from tests.deeds import Watch


@pytest.mark.parametrize("name", fuzz_files.KINDS)
def test_damaged_files_are_refused_and_nothing_else_happens(name, tmp_path):
    assert fuzz_files.run(name, 12, 1, tmp_path) >= 12


def test_the_watch_sees_what_is_done(tmp_path):
    def connect():
        with socket.socket() as one:
            one.connect(("127.0.0.1", 9))

    deeds = {
        "open": lambda: open(tmp_path / "file", "w").close(),
        "os.rename": lambda: os.rename(tmp_path / "file", tmp_path / "other"),
        "os.symlink": lambda: os.symlink("other", tmp_path / "within" / "link"),
        "os.remove": lambda: os.remove(tmp_path / "other"),
        "subprocess.Popen": lambda: subprocess.run([sys.executable, "-V"], capture_output=True),
        "socket.connect": connect,
        "exec": lambda: exec("1"),
        "import": lambda: __import__("this"),
    }
    (tmp_path / "within").mkdir()
    watch = Watch(tmp_path / "within")
    watch.learn(lambda: open(tmp_path / "within" / "mine", "w").close())
    for event, deed in deeds.items():
        with watch as found:
            try:
                deed()
            except OSError:
                pass
        assert event in [name for name, _ in found], (event, found)
    with watch as found:
        (tmp_path / "within" / "mine").rename(tmp_path / "within" / "yours")
    assert found == []
