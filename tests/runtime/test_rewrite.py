"""Functions with a few words exchanged."""

import traceback

import pytest

from theanornn.runtime.rewrite import rewrite


def area(width, height=2):
    """A function to rewrite."""
    text = """
  two spaces in, in a string"""
    return width * height, text


class Box:
    @staticmethod
    def static(x):
        return x + 1

    def method(self, x):
        return "    four spaces\n" * x


@pytest.fixture(autouse=True)
def put_back(monkeypatch):
    monkeypatch.setitem(globals(), "area", area)
    for name in ("static", "method"):
        monkeypatch.setattr(Box, name, vars(Box)[name])


def this_module():
    import sys

    return sys.modules[__name__]


def test_module_function():
    rewrite(this_module(), "area", ("width * height", "width + height"))
    assert area(3) == (5, "\n  two spaces in, in a string")


def test_static_method_stays_static():
    rewrite(Box, "static", ("x + 1", "x + 2"))
    assert Box.static(1) == 3
    assert isinstance(vars(Box)["static"], staticmethod)


def test_strings_in_a_method_stay_what_they_are():
    rewrite(Box, "method", ("* x", "* (x + 1)"))
    assert Box().method(1) == "    four spaces\n" * 2


def test_traceback_names_the_file_and_line_of_the_original():
    line = area.__code__.co_firstlineno
    rewrite(this_module(), "area", ("width * height", "width / height"))
    with pytest.raises(ZeroDivisionError) as error:
        area(1, 0)
    last = traceback.extract_tb(error.value.__traceback__)[-1]
    assert (last.filename, last.lineno) == (__file__, line + 4)


def test_text_that_is_not_there():
    with pytest.raises(RuntimeError, match=r"area has 0 places that say 'volume'"):
        rewrite(this_module(), "area", ("volume", "area"))
