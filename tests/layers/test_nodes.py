"""Layers on Keras tensors: what is recorded, and what a layer says of its uses."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.errors import NotBuiltError, ShapeError
from theanornn.layers import LSTM, CallContext, Dense, Dropout, Embedding, Input, Layer
from theanornn.layers.nodes import NodeError, as_list, is_keras_tensor, keras_tensors, mask_of


class Add(Layer):
    """A layer of several inputs."""

    multiple_inputs = True
    supports_masking = True

    def call(self, x, mask=None, *, context):
        return sum(x[1:], x[0])

    def compute_output_shape(self, input_shape):
        return input_shape[0]

    def compute_mask(self, x, mask=None):
        return mask[0]


class Halves(Layer):
    """A layer of several outputs."""

    def call(self, x, mask=None, *, context):
        middle = x.shape[1] // 2
        return [x[:, :middle], x[:, middle:]]

    def compute_output_shape(self, input_shape):
        return [(input_shape[0], input_shape[1] // 2)] * 2


class KerasStyle(Layer):
    """A layer whose call knows neither masks nor contexts, and whose build is Keras'."""

    builds = 0

    def build(self, input_shape):
        self.builds += 1
        self.params.add("s", np.full(input_shape[-1], 3.0))

    def call(self, x):
        return x * self.params["s"]


# ------------------------------------------------------------------ recording


def test_a_layer_is_built_for_what_it_is_called_on():
    x = Input(shape=(4,))
    layer = Dense(3)
    y = layer(x)
    assert layer.built and y._keras_shape == (None, 3)
    assert y._keras_history == (layer, 0, 0) and is_keras_tensor(y)
    value = np.ones((2, 4))
    W, b = layer.get_weights()
    np.testing.assert_allclose(y.eval({x: value}), value @ W + b)


def test_each_call_is_a_node():
    a, b = Input((4,)), Input((4,))
    layer = Dense(3, name="shared")
    y, z = layer(a), layer(b)
    assert [t._keras_history[1] for t in (y, z)] == [0, 1] and len(layer.inbound_nodes) == 2
    assert layer.get_input_at(1) is b and layer.get_output_at(0) is y
    assert layer.get_input_shape_at(0) == (None, 4) and layer.get_output_shape_at(1) == (None, 3)
    assert layer.input_shape == (None, 4)  # that of all uses
    with pytest.raises(NodeError, match=r"shared: was used 2 times.*get_output_at"):
        layer.output  # noqa: B018
    with pytest.raises(NodeError, match="no use number 2"):
        layer.get_output_at(2)
    assert repr(layer.inbound_nodes[0]).endswith("-> shared>")


def test_different_shapes_have_no_common_one():
    layer = Dense(3, name="shared")
    layer(Input((5, 4))), layer(Input((6, 4)))
    with pytest.raises(AttributeError, match=r"shared.*\(None, 5, 4\), \(None, 6, 4\)"):
        layer.input_shape  # noqa: B018
    assert not hasattr(layer, "output_shape")
    with pytest.raises(ShapeError, match="built for"):
        layer(Input((5, 7)))


def test_a_layer_without_uses_has_no_input():
    layer = Dense(3, name="alone")
    for attribute in ("input", "output", "input_mask", "output_mask"):
        with pytest.raises(NodeError, match=f"alone: has no {attribute}"):
            getattr(layer, attribute)


def test_layers_know_what_comes_before_and_after():
    x = Input((4,))
    first, second = Dense(3), Dense(2)
    second(first(x))
    (node,) = second.inbound_nodes
    assert node.inbound_layers == [first] and node.outbound_layer is second
    assert node.node_indices == [0] and node.tensor_indices == [0]
    assert first.outbound_nodes == [node]


def test_several_inputs_and_outputs():
    x, y = Input((4,)), Input((4,))
    layer, halves = Add(), Halves()
    total = layer([x, y])
    assert layer.input == [x, y] and layer.input_shape == [(None, 4), (None, 4)]
    left, right = halves(total)
    assert (left._keras_history[2], right._keras_history[2]) == (0, 1)
    assert halves.output == [left, right] and halves.output_shape == [(None, 2)] * 2
    values = {x: np.ones((1, 4)), y: np.arange(4.0)[np.newaxis]}
    np.testing.assert_array_equal(right.eval(values), [[3.0, 4.0]])


def test_a_list_of_one_is_one():
    x = Input((4,))
    assert Dense(3)([x])._keras_history[0].input is x


def test_wrong_numbers_of_inputs():
    x = Input((4,))
    with pytest.raises(ShapeError, match="dense_x: got 2 inputs.*Concatenate"):
        Dense(3, name="dense_x")([x, x])
    with pytest.raises(ShapeError, match="add_x: got one input"):
        Add(name="add_x")(x)


def test_what_hands_its_input_on_gives_another_tensor():
    x = Input((4,))
    layer = Dropout(0.5)
    y = layer(x)
    assert y is not x and x._keras_history[0] is not layer and y._keras_history[0] is layer


def test_among_keras_tensors_nothing_else_is_taken():
    with pytest.raises(NodeError, match="add_x: got other among.*Lambda"):
        Add(name="add_x")([Input((4,)), T.matrix("other")])


def test_masks_go_from_layer_to_layer():
    ids = Input((5,), dtype="int32")
    words = Embedding(7, 3, mask_zero=True)
    states = LSTM(2, return_sequences=True)
    y = states(words(ids))
    value = np.array([[0, 1, 2, 0, 3]], "int32")
    for mask in (mask_of(y), words.output_mask, states.input_mask, states.get_output_mask_at(0)):
        np.testing.assert_array_equal(mask.eval({ids: value}), value != 0)
    assert mask_of(ids) is None and mask_of(LSTM(2)(y)) is None
    assert mask_of(Add()([y, Input((5, 2))])) is mask_of(y)


def test_a_given_mask_counts_instead(rng):
    x, ids = Input((5, 3)), Input((5,), dtype="int32")
    layer = LSTM(2)
    y = layer(x, mask=T.neq(ids, 0))
    assert ids in layer.inbound_nodes[0].sources
    data, keep = rng.normal(size=(1, 5, 3)), np.array([[1, 1, 0, 0, 0]], "int32")
    short = layer.get_output_at(0).eval({x: data, ids: keep})
    longer = layer(T.constant(data[:, :2])).eval()
    np.testing.assert_allclose(short, longer)
    assert y._keras_shape == (None, 2)


def test_arguments_can_be_keras_tensors(rng):
    x, h = Input((5, 3)), Input((2,))
    layer = LSTM(2)
    y = layer(x, initial_state=[h, h])
    assert layer.input == [x, h, h] or layer.input == [x, h]
    data, state = rng.normal(size=(4, 5, 3)), rng.normal(size=(4, 2))
    expected = layer(T.constant(data), initial_state=[T.constant(state)] * 2).eval()
    np.testing.assert_allclose(y.eval({x: data, h: state}), expected)


def test_expressions_stand_for_what_they_are_made_of():
    x, y = Input((4,)), Input((4,))
    z = Dense(3)(x)
    assert keras_tensors([{"a": T.exp(z) + y}, (z, 3)]) == [z, y] or set(
        keras_tensors([{"a": T.exp(z) + y}, (z, 3)])
    ) == {z, y}
    assert keras_tensors(T.matrix() + 1) == []


# ------------------------------------------------------------------ calls without a history


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


@pytest.mark.parametrize(("thing", "expected"), [(None, []), (1, [1]), ((1, 2), [1, 2])])
def test_lists(thing, expected):
    assert as_list(thing) == expected
