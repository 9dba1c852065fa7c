"""Only saying what would be helped over."""

import io
import re

import pytest

from theanornn.running.check import check


def checked(script):
    stream = io.StringIO()
    status = check(str(script), stream)
    return status, re.findall(r"([\w.]+:\d+): (.*)", stream.getvalue())


def test_the_script_and_what_stands_beside_it(tmp_path):
    (tmp_path / "script.py").write_text("import part, other.inner, json\nopen('made', 'w')\n")
    (tmp_path / "part.py").write_text("import script\nprint 'a'\n")
    (tmp_path / "unused.py").write_text("print 'a'\n")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "__init__.py").write_text("")
    (tmp_path / "other" / "inner.py").write_text("from . import more\n")
    (tmp_path / "other" / "more.py").write_text("xrange(3)\n")
    status, said = checked(tmp_path / "script.py")
    assert status == 0
    assert [place for place, _ in said] == ["part.py:2", "more.py:1"]
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("from scipy.misc import imread", "gone from SciPy"),
        ("x = = 1", "SyntaxError: invalid syntax"),
        ("xrange(3)[1 / 2]", "// where that was meant"),
    ],
)
def test_what_is_not_helped(tmp_path, source, text):
    (tmp_path / "script.py").write_text(source)
    status, said = checked(tmp_path / "script.py")
    assert status == 1 and any(text in each for _, each in said)
