"""Which lines are those of the user's program, and that warnings point to them."""

import json
import os
import sys
import warnings

import numpy
import pytest

import theanornn
from theanornn import callers


@pytest.mark.parametrize("module", [json, numpy, theanornn])
def test_installed(module):
    assert not callers.is_own(module.__file__)


@pytest.mark.parametrize("module", ["importlib._bootstrap", "runpy"])
def test_what_the_interpreter_holds_is_not_the_users(module):
    assert not callers.is_own(f"<frozen {module}>")


def test_the_users(tmp_path):
    assert callers.is_own("<stdin>")
    assert callers.is_own(os.path.join(sys.prefix, "src", "app", "script.py"))
    assert not callers.is_own(os.path.join(sys.prefix, "bin", "theanornn"))
    assert callers.is_own(str(tmp_path / "script.py"))
    assert not callers.is_own(str(tmp_path / "lib" / "site-packages" / "keras" / "models.py"))


def run(source, path, name):
    """Execute lines as those of a module of a name, in a file of a path."""
    names = {"__name__": name}
    exec(compile(source, path, "exec"), names)
    return names


@pytest.fixture
def ours():
    """A function of this package that warns, as deep in it as may be."""
    source = (
        "import contextlib\n"
        "from theanornn import callers\n"
        "@contextlib.contextmanager\n"
        "def deep():\n"
        "    callers.warn('beware', RuntimeWarning)\n"
        "    yield\n"
        "def act():\n"
        "    with deep():\n"
        "        pass\n"
    )
    return run(source, os.path.join(os.path.dirname(theanornn.__file__), "it.py"), "theanornn.it")


def warned(action):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        action()
    return [(each.filename, each.lineno, each.category) for each in caught]


def test_a_warning_points_to_the_programs_line(ours):
    program = run("def go(act):\n    act()\n", "/me/script.py", "__main__")
    assert warned(lambda: program["go"](ours["act"])) == [("/me/script.py", 2, RuntimeWarning)]


def test_a_warning_is_given_once_for_each_line(ours):
    program = run("def go(act):\n    act()\n    act()\n", "/me/twice.py", "__main__")
    lines = [line for _, line, _ in warned(lambda: (program["go"](ours["act"]),) * 2)]
    lines += [line for _, line, _ in warned(lambda: None)]
    assert lines == [2, 3]


def test_the_programs_line_counts_and_not_that_of_a_package_between(ours):
    between = run("def go(act):\n    act()\n", "/x/site-packages/lasagne/go.py", "lasagne.go")
    program = run("def go(other, act):\n    other(act)\n", "/me/script.py", "__main__")
    found = warned(lambda: program["go"](between["go"], ours["act"]))
    assert found == [("/me/script.py", 2, RuntimeWarning)]


def test_the_nearest_frame_outside_of_a_package():
    source = "from theanornn import callers\ndef ask():\n    return callers.frame_outside('some')\n"
    some = run(source, "/x/some/it.py", "some.it")
    alike = run("def go(ask):\n    return ask()\n", "/x/something.py", "something")
    assert alike["go"](some["ask"]).f_code.co_filename == "/x/something.py"


def test_places():
    ours = os.path.join(os.path.dirname(theanornn.__file__), "it.py")
    trace = [("/me/a.py", 1, "f", " run() "), ("/me/b.py", 2, "g", None), (ours, 3, "h", "x")]
    assert callers.place_in(trace) == "/me/b.py:2 in g"
    assert callers.place_in(trace[:1]) == "/me/a.py:1, run()"
    assert callers.place_in(trace[2:]) == ""
