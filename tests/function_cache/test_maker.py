"""Theano's function maker, with a memory that can fail."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.function_cache import function, maker

pytestmark = pytest.mark.usefixtures("empty_cache")


def test_a_damaged_template_is_made_anew():
    x = T.dvector()
    key = maker._key([theano.In(x)], [theano.Out(x * 5)], theano.compile.get_mode(None), False)
    for body in (b"", b"nonsense", b"\x80\x04]\x94."):
        maker.templates.clear()
        maker.Store().write(key, body)
        again = function([x], [x * 5])
        assert again.maker.origin == "compiled"
        np.testing.assert_array_equal(again([1.0])[0], [5.0])
        maker.templates.clear()
        assert function([x], [x * 5]).maker.origin == "disk"


class CannotBeLinked(theano.graph.op.Op):
    """As an operation of a version that is gone."""

    __props__ = ()

    def make_node(self, x):
        return theano.graph.basic.Apply(self, [x], [x.type()])

    def make_thunk(self, *args, **kwargs):
        raise RuntimeError("no such kernel")

    def perform(self, node, inputs, outputs):
        raise NotImplementedError


def test_a_template_that_cannot_be_linked_is_made_anew():
    x = T.dvector()
    key = maker._key([theano.In(x)], [theano.Out(x * 6)], theano.compile.get_mode(None), False)
    graph = theano.graph.fg.FunctionGraph([x], [CannotBeLinked()(x)], clone=True)
    maker.Store().write(key, maker.template.dump(graph))
    again = function([x], [x * 6])
    np.testing.assert_array_equal(again([2.0])[0], [12.0])
    assert again.maker.origin == "compiled"
    maker.templates.clear()
    assert function([x], [x * 6]).maker.origin == "disk"


def test_what_was_not_used_for_longest_goes_first(monkeypatch):
    monkeypatch.setattr(maker, "MOST_BYTES", 10)
    kept = maker.templates
    for key in ("one", "two"):
        kept.put(key, b"1234")
    assert kept.get("one") == (b"1234", "shared")
    kept.put("three", b"1234")
    assert kept.get("two") == (b"1234", "disk")  # and so "one" had to go
    assert kept.get("three") == (b"1234", "shared")
    assert kept.get("one") == (b"1234", "disk")
    kept.discard("one")
    assert kept.get("one") == (None, "compiled")


def test_a_variable_that_is_two_inputs_has_no_key():
    x = T.dvector()
    assert maker._key([theano.In(x), theano.In(x)], None, None, False) is None
