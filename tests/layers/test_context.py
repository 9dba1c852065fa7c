"""What a layer reports to the graph it is in."""

import pytest
import theano
import theano.tensor as T

from theanornn.layers import CallContext


def test_the_context_collects():
    context = CallContext(training=True)
    shared = theano.shared(0.0, name="count")
    context.add_update(shared, shared + 1)
    context.add_loss(T.constant(2.0))
    assert context.training and not CallContext().training
    assert context.updates[0][0] is shared and len(context.losses) == 1
    with pytest.raises(ValueError, match="count.*twice"):
        context.add_update(shared, shared + 2)
