"""What a layer reports to the graph it is in, and how code below finds it."""

import pytest
import theano
import theano.tensor as T

from theanornn.layers import CallContext
from theanornn.layers.context import current_context, fix_phase, fixed_phase, is_building


def test_the_context_collects():
    context = CallContext(training=True)
    shared = theano.shared(0.0, name="count")
    context.add_update(shared, shared + 1)
    context.add_loss(T.constant(2.0))
    assert context.training and not CallContext().training
    assert context.updates[0][0] is shared and len(context.losses) == 1
    assert context.is_updated(shared) and not context.is_updated(theano.shared(0.0))


def test_two_updates_of_one_variable_go_one_after_the_other():
    context, shared = CallContext(), theano.shared(2.0, name="count")
    context.add_update(shared, shared * 3)
    context.add_update(shared, shared + 1)
    context.add_update(shared, shared * 10)
    theano.function([], [], updates=context.updates)()
    assert shared.get_value() == 70.0
    context.add_update(shared, 5)
    theano.function([], [], updates=context.updates)()
    assert shared.get_value() == 5.0


def test_the_current_context_is_the_innermost():
    outer, inner = CallContext(training=True), CallContext()
    assert not is_building() and not current_context().training
    with outer:
        assert current_context() is outer
        with inner, outer:
            assert current_context() is outer
        assert current_context() is outer and is_building()
    assert not is_building()


def test_an_error_leaves_the_context():
    with pytest.raises(ZeroDivisionError), CallContext(training=True):
        1 / 0  # noqa: B018
    assert not is_building()


def test_a_phase_that_is_fixed_holds_for_all_contexts_but_explicit_ones():
    try:
        fix_phase(True)
        assert fixed_phase() is True
        assert CallContext(training=False).training and current_context().training
        assert not CallContext(training=True).in_phase(False).training
        fix_phase(False)
        assert not CallContext(training=True).training
    finally:
        fix_phase(None)
    assert fixed_phase() is None
    assert CallContext(training=True).training and not CallContext().training
