"""From the syntax of Python 2 to that of Python 3."""

import ast

import pytest

from theanornn.running import python2

PYTHON_2 = {
    "print 'a', 1": "('a', 1)",
    "print": "print()",
    "print >>f, 'a',": "print('a', end=' ', file=f)",
    "try:\n  pass\nexcept (A, B), e:\n  pass": "except (A, B) as e",
    "raise ValueError, 'why'": "raise ValueError('why')",
    "raise A, 'why', trace": "with_traceback(trace)",
    "exec 'x = 1' in names": "exec('x = 1', names)",
    "x = `y`": "repr(y)",
    "x <> y": "x != y",
    "x = 0777": "0o777",
    "x = 10L + 0xFFL": "10 + 0xFF",
    "def f((a, b), c): return a": "def f(",
    "f = lambda (a, b): a": "lambda a_b:",
    "x = ur'\\d'": "r'\\d'",
    "g.throw(A, 'why')\nprint 1": "g.throw(A('why'))",
    "[x for x in 1, 2]": "in (1, 2)",
}


@pytest.mark.parametrize("source", PYTHON_2)
def test_what_python_3_cannot_parse(source):
    try:
        assert python2.prints(ast.parse(source))
    except SyntaxError:
        pass
    translated, _ = python2.translate(source)
    ast.parse(translated)
    assert PYTHON_2[source] in translated


def test_findings_have_their_lines():
    source = "x = 1\nprint x\nif x <> 2:\n    print x\n"
    _, findings = python2.translate(source)
    assert sorted((f.line, f.text.split()[2]) for f in findings) == [
        (2, "print"),
        (3, "`<>`"),
        (4, "print"),
    ]


def test_a_print_function_stays_one():
    source = "from __future__ import print_function\nprint(1, end='')\nx = `1`\n"
    assert python2.translate(source)[0] == source.replace("`1`", "repr(1)")


def test_tabs_are_eight_columns():
    source = "if x:\n\tif y:\n            z()\n        w('''\n\ta''')\n\tv()\n"
    with pytest.raises(TabError):
        ast.parse(source)
    translated, findings = python2.translate(source)
    assert translated == source.replace("\tif", " " * 8 + "if").replace("\tv", " " * 8 + "v")
    assert [(f.line, "tabs" in f.text) for f in findings] == [(2, True)]


def test_tabs_alone_stay():
    assert python2.translate("if x:\n\tprint x")[0] == "if x:\n\tprint(x)\n"


@pytest.mark.parametrize("source", ["def f(:\n", "x = (1\n", "if x:\n  a\n b\n", "'''open\n"])
def test_what_is_no_python(source):
    with pytest.raises(ValueError, match="not Python 2 either"):
        python2.translate(source)


def test_lines_stay_where_they_were_though_lines_were_added():
    old = "def f((a, b)):\n    return a\n\nprint f((1, 2))\nx = 1\n"
    new, _ = python2.translate(old)
    assert new.count("\n") > old.count("\n")
    tree = ast.parse(new)
    python2.keep_positions(tree, old, new)
    assert [statement.lineno for statement in tree.body] == [1, 4, 5]
    assert tree.body[0].body[-1].lineno == 2
    compile(tree, "x", "exec")


def test_changed_lines_are_filled_and_others_keep_their_columns():
    old = "print x + 1\ny = f(x + 1)\n"
    new, _ = python2.translate(old)
    tree = ast.parse(new)
    python2.keep_positions(tree, old, new)
    call, assignment = tree.body[0].value, tree.body[1]
    assert (call.col_offset, call.end_col_offset) == (0, len("print x + 1"))
    assert assignment.value.col_offset == 4


@pytest.mark.parametrize("source", ["print('a')", "x = print", "a >> b, c", "f(print)", "()"])
def test_print_functions_are_no_statements(source):
    assert not python2.prints(ast.parse(source))
