"""What can be told of a source."""

import ast

import pytest

from theanornn.running import tree_facts


def test_bound_names():
    imports = "import a.b, c as d\nfrom e import f\n"
    source = imports + "class G: pass\ndef h(i, *j, k=1): l = 1\nfor m in n: o"
    assert tree_facts.bound_names(ast.parse(source)) == set("adfGhijklm")


def test_function_names():
    source = "def f():\n  def g(): pass\nclass H:\n  async def i(self): j = 1\n"
    assert tree_facts.function_names(ast.parse(source)) == set("fgi")


def test_module_names_and_futures():
    source = "import a.b, c.d as e\nfrom f.g import h as i\nfrom . import j\n"
    tree = ast.parse(source + "from __future__ import division")
    names = {"a": "a", "e": "c.d", "i": "f.g.h", "division": "__future__.division"}
    assert tree_facts.module_names(tree) == names
    assert tree_facts.futures(tree) == {"division"}


@pytest.mark.parametrize(
    ("handler", "catches"),
    [("except:", True), ("except ImportError:", True), ("except (NameError, KeyError):", True)]
    + [("except KeyError:", False)],
)
def test_handlers(handler, catches):
    tree = ast.parse(f"try: pass\n{handler} pass")
    assert tree_facts.catches_absence(tree.body[0].handlers[0]) == catches


@pytest.mark.parametrize(
    ("fact", "true", "false"),
    [
        (tree_facts.is_dotted, ["a", "a.b.c"], ["a()", "a[1].b", "1"]),
        (tree_facts.is_fraction, ["1.0", "-2.", "float(n)"], ["1", "n", "int(n)", "a.float(1)"]),
        (tree_facts.matches_nothing, ["'a*'", "'(b)?'"], ["'a'", "'('", "b'a*'", "x"]),
    ],
)
def test_expressions(fact, true, false):
    for expressions, expected in ((true, True), (false, False)):
        for expression in expressions:
            assert fact(ast.parse(expression, mode="eval").body) == expected, expression
