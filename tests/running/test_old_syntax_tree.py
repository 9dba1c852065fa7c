"""Scars in sources that Python 3 parses."""

import ast

import pytest

from theanornn.running.old_syntax_tree import look_over


def looked(source, python2=False):
    tree = ast.parse(source)
    found = look_over(tree, python2)
    return tree, found


def texts(source, **options):
    return [(finding.line, finding.text) for finding in looked(source, **options)[1].findings]


def result(source, python2=False):
    """What `x` is after a source was run with its help."""
    tree, found = looked(source, python2)
    names = dict(found.names)
    exec(compile(tree, "source", "exec"), names)
    return names["x"]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("x = [i for i in xrange(2)]", [0, 1]),
        ("x = isinstance(u'a', unicode)", True),
        ("x = reduce(lambda a, b: a * b, [2, 3])", 6),
        ("x = sorted({1: 2}.iteritems())", [(1, 2)]),
        ("x = iter([1]).next()", 1),
        ("x = {1: 2}.has_key(3)", False),
        ("class A:\n def __iter__(self): return self\n def next(self): return 4\nx = next(A())", 4),
        ("import re as r\nx = r.split('(\\\\W+)?', 'a b')", ["a", " ", "b"]),
        ("class A:\n def __nonzero__(self): return False\nx = bool(A())", False),
    ],
)
def test_helped(source, value):
    assert result(source) == value
    assert looked(source)[1].findings or ".next" in source


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("x = 7 / 2", 3),
        ("x = 7\nx /= 2", 3),
        ("class A: n = 7\nA.n /= 2\nx = A.n", 3),
        ("from __future__ import division\nx = 7 / 2", 3.5),
        ("x = range(2) + zip([1], [2])", [0, 1, (1, 2)]),
        ("x = {1: 2}.keys()[0]", 1),
        ("x = 'a'.decode('utf-8')", "a"),
        (
            "try:\n  1 // 0\nexcept Exception as e:\n  x = e.message",
            "integer division or modulo by zero",
        ),
        ("range = 3\nx = range", 3),
        ("x = float(7) / 2 + 1 / 2.", 4.0),
    ],
)
def test_in_a_source_of_python_2(source, value):
    got = result(source, python2=True)
    assert str(got)[:16] == str(value)[:16]


def test_methods_of_the_source_itself_are_not_taken_for_old_ones():
    own = "class Table:\n    def decode(self, x):\n        return x\nx = Table().decode([1])"
    assert texts(own, python2=True) == []
    assert result(own, python2=True) == [1]
    assert len(texts("x = 'a'.decode('utf-8')", python2=True)) == 1


def test_division_is_python_3s_elsewhere_and_said_where_other_scars_are():
    assert result("x = 7 / 2") == 3.5
    assert texts("x = 7 / 2") == []
    found = looked("for i in xrange(3):\n    x = i / 2\n")[1].findings
    assert [(f.line, f.helped) for f in sorted(found)] == [(1, True), (2, False)]


@pytest.mark.parametrize(
    "source",
    [
        "def f(file): return file",
        "for long in (1, 2): print(long)",
        "try:\n    xrange\nexcept NameError:\n    xrange = range",
        "try:\n    text = unicode\nexcept NameError:\n    text = str",
        "try:\n    import cPickle as pickle\nexcept ImportError:\n    import pickle",
        "try:\n    from collections import Iterable\nexcept ImportError:\n    Iterable = 1",
        "import sys\nif sys.version_info[0] == 2:\n    x = raw_input()",
        "from six.moves import xrange\nxrange(2)",
        "import numpy as np\nnp.float32(1)",
        "self.next = 1",
        "import re\nre.split(' +', 'a b'), re.split(x, 'a b'), 'a'.split(''), re.split('(', '')",
    ],
)
def test_who_is_prepared_hears_nothing(source):
    tree, found = looked(source)
    assert found.findings == [] and found.names == {}


def test_modules_and_their_names():
    source = (
        "import numpy as np, collections, urllib2\n"
        "import scipy.misc\n"
        "from scipy import misc\n"
        "from scipy.misc import imread\n"
        "np.int(1), collections.Mapping\n"
        "scipy.misc.imsave, misc.imresize\n"
    )
    said = dict.fromkeys(f"{line} {text.split(' is ')[0]}" for line, text in texts(source))
    assert sorted(said) == [
        "1 module urllib2",
        "4 scipy.misc.imread",
        "5 collections.Mapping",
        "5 numpy.int",
        "6 scipy.misc.imresize",
        "6 scipy.misc.imsave",
    ]


def test_a_source_without_scars_is_left_alone():
    source = "def f(x):\n    return {k: v for k, v in x.items()}\n"
    tree, found = looked(source)
    assert not found.changed and ast.dump(tree) == ast.dump(ast.parse(source))
