"""A source, and the code that it becomes."""

import warnings

import pytest

from theanornn.running import sources


def run(source):
    reading = sources.read(source, "part.py")
    names = dict(reading.names)
    exec(reading.code, names)
    return names, reading


def test_python_3_is_compiled_as_it_is():
    source = b"x = 7 / 2\ndef f(): return x\n"
    names, reading = run(source)
    assert names["x"] == 3.5 and reading.findings == [] and reading.names == {}
    assert reading.code == compile(source, "part.py", "exec")


def test_python_2_is_translated():
    names, reading = run(b"# -*- coding: latin-1 -*-\nx = u'\xe9', `7 / 2`\n")
    assert names["x"] == ("é", "3")
    assert {finding.line for finding in reading.findings} == {2}
    assert reading.code.co_filename == "part.py"


def test_futures_hold_for_the_source_alone():
    names, _ = run(b"from __future__ import division, annotations\nx = 7 / 2, `1`\n")
    assert names["x"] == (3.5, "1")
    names, _ = run(b"def f(a: 1): pass\nx = f.__annotations__['a'], iter([2]).next()\n")
    assert names["x"] == (1, 2)


@pytest.mark.parametrize("source", [b"x = = 1\n", b"print 'a\n", b"# coding: no-such\n", b"\xff"])
def test_what_is_no_python_has_pythons_error(source):
    with pytest.raises(SyntaxError) as raised:
        sources.read(source, "part.py")
    with pytest.raises(SyntaxError) as expected:
        compile(source, "part.py", "exec")
    assert str(raised.value) == str(expected.value)
    finding = sources.unreadable(raised.value)
    assert finding.line >= 1 and not finding.helped


def test_warnings_of_the_compiler_come_once():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sources.read(b"x = '\\d'\n", "part.py")
    assert len(caught) == 1


def test_what_it_imports_and_which_keras_it_means():
    _, imports = None, sources.read(b"import a.b\nfrom c import d\nfrom . import e\n", "p").imports
    assert imports == ["a.b", "c", "c.d", "e"]
    assert sources.read(b"import keras\nf(nb_epoch=1)", "p").told == (1, 2, "nb_epoch")
