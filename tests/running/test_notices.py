"""What is said, and how often."""

import io
import os

from theanornn.running.notices import Finding, Notices

FINDINGS = [
    Finding(9, "print translated"),
    Finding(3, "print translated"),
    Finding(3, "print translated"),
    Finding(5, "gone", helped=False),
    Finding(7, "print translated"),
]


def said(quiet=False):
    stream = io.StringIO()
    notices = Notices(quiet, stream)
    notices.say(os.path.abspath("script.py"), FINDINGS)
    notices.say(os.path.abspath("script.py"), FINDINGS)
    notices.say_of_program("flags")
    return stream.getvalue()


def test_each_once_with_its_first_line():
    assert said() == (
        "theanornn run: script.py:3: print translated (and in 2 more lines)\n"
        "theanornn run: script.py:5: gone\n"
        "theanornn run: flags\n"
    )


def test_quiet_is_about_what_was_helped():
    assert said(quiet=True) == "theanornn run: script.py:5: gone\n"


def test_files_elsewhere_have_their_whole_path(tmp_path):
    stream = io.StringIO()
    Notices(stream=stream).say(str(tmp_path / "a.py"), [Finding(1, "x"), Finding(2, "x")])
    assert stream.getvalue() == f"theanornn run: {tmp_path}/a.py:1: x (and in 1 more line)\n"
