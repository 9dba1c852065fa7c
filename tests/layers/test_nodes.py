"""Layers on Keras tensors: what is recorded."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.errors import ShapeError
from theanornn.layers import LSTM, CallContext, Dense, Dropout, Embedding, Input, Lambda, Layer
from theanornn.layers.keras_tensors import note_shapes
from theanornn.layers.nodes import NodeError, is_keras_tensor, mask_of


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


def test_a_layer_is_built_for_what_it_is_called_on():
    x = Input(shape=(4,))
    layer = Dense(3)
    y = layer(x)
    assert layer.built and y._keras_shape == (None, 3)
    assert y._keras_history == (layer, 0, 0) and is_keras_tensor(y)
    value = np.ones((2, 4))
    W, b = layer.get_weights()
    np.testing.assert_allclose(y.eval({x: value}), value @ W + b)


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


def test_code_may_use_keras_tensors_that_were_not_handed_to_its_layer():
    given, x = Input((3,)), Input((3,))
    inner = Dense(3, weights=[2 * np.eye(3), np.zeros(3)])(given)
    y = Lambda(lambda x: x * inner + given)(x)
    values = {given: T.matrix(), x: T.matrix()}
    note_shapes(list(values.values()), [(None, 3), (None, 3)])
    context = CallContext(training=True)
    inner_node, node = (tensor._keras_history[0].inbound_nodes[0] for tensor in (inner, y))
    for with_inner in (False, True):  # as it is, or as it stands in the graph
        found = dict(values)
        if with_inner:
            inner_node.replay(found, {given: None}, context)
            found[inner] = 10 * found[inner]
        node.replay(found, {x: None}, context)
        assert found[y]._keras_shape == (None, 3)
        got = theano.function(list(values.values()), found[y])(np.ones((1, 3)), np.full((1, 3), 5))
        np.testing.assert_array_equal(got, np.full((1, 3), 5 * (20 if with_inner else 2) + 1))
