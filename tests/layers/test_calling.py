"""What happens when a layer is called."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.errors import NotBuiltError
from theanornn.layers import CallContext, Dense, Dropout, Input, Layer
from theanornn.layers.nodes import is_keras_tensor


class KerasStyle(Layer):
    """A layer whose call knows neither masks nor contexts, and whose build is Keras'."""

    builds = 0

    def build(self, input_shape):
        self.builds += 1
        self.params.add("s", np.full(input_shape[-1], 3.0))

    def call(self, x):
        return x * self.params["s"]


def test_other_variables_are_just_computed():
    layer = Dense(3, name="mine")
    with pytest.raises(NotBuiltError, match="mine.*build"):
        layer(T.matrix())
    layer.build((None, 4))
    y = layer(T.matrix())
    assert not is_keras_tensor(y) and layer.inbound_nodes == []


def test_within_a_graph_that_is_built_nothing_is_recorded():
    class Outer(Layer):
        def call(self, x, mask=None, *, context):
            return inner(x)

        def compute_output_shape(self, input_shape):
            return (*input_shape[:-1], 3)

    inner = Dense(3)
    y = Outer()(Input((4,)))
    assert inner.built and inner.inbound_nodes == [] and y._keras_shape == (None, 3)


def test_a_call_gets_what_it_takes():
    layer = KerasStyle()
    a = Input((2,))
    y = layer(a)
    layer(Input((2,)))
    assert layer.builds == 1 and layer.built and layer.input_shape == (None, 2)
    np.testing.assert_array_equal(y.eval({a: np.ones((1, 2))}), [[3.0, 3.0]])


def test_training_can_be_asked_for(rng):
    x = np.ones((50, 20))
    layer = Dropout(0.5)
    layer.build((None, 20))
    context = CallContext()
    for asked, zeros in ((True, True), (False, False), (None, False)):
        y = layer(T.constant(x), training=asked, context=context).eval()
        assert (y == 0).any() == zeros
    symbol = Input((20,))
    dropped = Dropout(0.5)(symbol, training=True)
    assert (theano.function([symbol], dropped)(x) == 0).any()
