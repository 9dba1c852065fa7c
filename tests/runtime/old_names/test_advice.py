"""What is said of an old name, to whom and how often."""

import warnings

import pytest

from theanornn.runtime.old_names import OldNameWarning, advice


@pytest.fixture(autouse=True)
def nothing_said_yet(monkeypatch):
    monkeypatch.setattr(advice, "_said", set())
    monkeypatch.delenv("THEANORNN_OLD_NAMES", raising=False)


def ask(path):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        code = compile("say('theano.old', 'is theano.new now')", path, "exec")
        exec(code, {"say": advice.say, "__name__": "asking"})
    return [(str(each.message), each.category, each.filename, each.lineno) for each in caught]


def test_once_where_it_is_asked_for():
    expected = ("theano.old is theano.new now", OldNameWarning, "/home/me/script.py", 1)
    assert ask("/home/me/script.py") == [expected]
    assert ask("/home/me/other.py") == []


def test_not_of_installed_packages_which_nobody_can_change():
    assert ask("/somewhere/site-packages/lasagne/random.py") == []
    assert len(ask("/home/me/script.py")) == 1


@pytest.mark.parametrize("value, given", [("quiet", True), ("0", False), ("1", True)])
def test_switch(monkeypatch, value, given):
    monkeypatch.setenv("THEANORNN_OLD_NAMES", value)
    assert advice.enabled() is given
    if given:
        assert len(ask("/home/me/script.py")) == (value == "1")
