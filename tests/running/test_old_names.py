"""Builtins, operators and methods of Python 2."""

import io
import re

import numpy as np
import pytest
import theano.tensor as T

from theanornn.running import old_names
from theanornn.running.old_names import LISTS, NAMES


@pytest.mark.parametrize(
    ("a", "b", "quotient"),
    [
        (7, 2, 3),
        (-7, 2, -4),
        (7.0, 2, 3.5),
        (True, 2, 0),
        (np.int64(7), 2, 3),
        (7, np.float32(2), 3.5),
    ],
)
def test_division(a, b, quotient):
    assert old_names.divide(a, b) == quotient
    assert old_names.divide_in_place(a, b) == quotient


def test_division_of_arrays_and_of_theano_variables():
    assert old_names.divide(np.array([7, -7]), 2).tolist() == [3, -4]
    assert old_names.divide(np.array([7.0]), 2).tolist() == [3.5]
    assert old_names.divide(T.lscalar(), 2).dtype == "int64"
    assert old_names.divide(T.dscalar(), 2).dtype == "float64"


def test_division_in_place_changes_the_array():
    whole, half = np.array([7, 8]), np.array([7.0])
    again = half
    assert old_names.divide_in_place(whole, 2).tolist() == [3, 4]
    assert old_names.divide_in_place(half, 2) is again and again[0] == 3.5


def test_lists():
    assert LISTS["range"](1, 7, 3) == [1, 4]
    assert LISTS["zip"]([1, 2], "ab") == [(1, "a"), (2, "b")]
    assert LISTS["map"](str, [1, 2]) == ["1", "2"]
    assert LISTS["map"](None, [1, 2]) == [1, 2]
    assert LISTS["map"](None, [1, 2], [3, 4]) == [(1, 3), (2, 4)]
    assert LISTS["filter"](None, (0, 1)) == (1,)
    assert LISTS["filter"](str.isdigit, "a1b2") == "12"
    assert LISTS["filter"](None, [0, 1]) == [1]


@pytest.mark.parametrize(("typed", "value"), [("3", 3), ("'a'", "a"), ("a b", "a b")])
def test_input_takes_literals(monkeypatch, typed, value):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
    assert LISTS["input"]() == value


@pytest.mark.parametrize(
    ("pattern", "options", "parts"),
    [
        ("(\\W+)?", {}, ["Where", " ", "is", "? ", "it"]),
        ("(\\W+)?", {"maxsplit": 1}, ["Where", " ", "is? it"]),
        ("I*", {"flags": re.IGNORECASE}, ["Where ", "s? ", "t"]),
        (" ", {}, ["Where", "is?", "it"]),
        ("X*", {}, ["Where is? it"]),
    ],
)
def test_splits_where_something_is(pattern, options, parts):
    assert old_names.split(pattern, "Where is? it", **options) == parts


def test_names_that_are_functions(tmp_path):
    assert [NAMES["cmp"].value(a, 2) for a in (1, 2, 3)] == [-1, 0, 1]
    assert NAMES["apply"].value(max, [1, 2], {"key": lambda x: -x}) == 1
    (tmp_path / "part.py").write_text("found = 3")
    names = {}
    NAMES["execfile"].value(tmp_path / "part.py", names)
    assert names["found"] == 3
    assert NAMES["reduce"].value(lambda a, b: a + b, [1, 2, 3]) == 6


class Counter:
    key = "k"

    def next(self):
        return "own"


@pytest.mark.parametrize(
    ("owner", "name", "arguments", "result"),
    [
        ({1: 2}, "has_key", [1], True),
        (iter([5]), "next", [], 5),
        (Counter(), "next", [], "own"),
        (np.array([1], "int8"), "tostring", [], b"\x01"),
        ("text", "decode", ["utf-8"], "text"),
        (b"text", "decode", [], "text"),
    ],
)
def test_methods(owner, name, arguments, result):
    assert old_names.attribute(owner, name)(*arguments) == result


@pytest.mark.parametrize("kind", ["items", "keys", "values"])
def test_views_of_dicts(kind):
    of_dict = {1: 2}
    iterated = old_names.attribute(of_dict, "iter" + kind)()
    assert iter(iterated) is iterated
    assert list(iterated) == list(old_names.attribute(of_dict, "view" + kind)())
    assert old_names.listed(getattr(of_dict, kind)()) == list(getattr(of_dict, kind)())
    assert old_names.listed("abc") == "abc"


def test_attributes_of_functions_and_errors():
    assert old_names.attribute(test_lists, "func_name") == "test_lists"
    assert old_names.attribute(ValueError("why"), "message") == "why"


@pytest.mark.parametrize("name", ["has_key", "iteritems", "next", "decode", "message"])
def test_who_does_not_have_it_says_so(name):
    with pytest.raises(AttributeError, match=f"'Counter' object has no attribute '{name}'"):
        old_names.attribute(type("Counter", (), {})(), name)
