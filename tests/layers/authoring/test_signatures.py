"""Layers under every signature that Keras 1, Keras 2 and theanornn have."""

import numpy as np
import pytest
import theano.tensor as T

from theanornn import generations
from theanornn.keras import backend as K
from theanornn.layers import (
    GRU,
    CallContext,
    Dense,
    Input,
    Lambda,
    Layer,
    Masking,
    TimeDistributed,
)
from theanornn.models import Model, Sequential


class Keras1Style(Layer):
    """Sees its mask, and says its shape as Keras 1 does."""

    supports_masking = True

    def call(self, x, mask=None):
        self.seen = mask
        return K.sum(x, axis=-1) if mask is None else K.sum(x, axis=-1) * K.cast(mask, "float64")

    def get_output_shape_for(self, input_shape):
        return input_shape[:-1]


class Keras2Style(Layer):
    """Takes nothing but its input, and the phase where it is told."""

    def call(self, inputs, training=None):
        return K.in_train_phase(inputs * 2, inputs, training=training)

    def compute_output_shape(self, input_shape):
        return input_shape


class OwnStyle(Layer):
    """As theanornn's own layers are."""

    def create_params(self, input_shape):
        self.add_param("W", input_shape[-1:], lambda shape, rng: np.full(shape, 3.0))

    def call(self, x, mask=None, *, context):
        return x * self.params["W"] * (2 if context.training else 1)


def one(layer, shape=(3, 2), training=False):
    """What a layer makes of ones."""
    layer.build((None, *shape[1:]))
    x = T.TensorType("float64", (False,) * len(shape))()
    y = layer.call(x, context=CallContext(training=training))
    return y.eval({x: np.ones(shape)})


@pytest.mark.parametrize("training", [False, True])
def test_whoever_calls_need_not_know_what_a_layer_wants(training):
    factor = 2 if training else 1
    assert one(Keras1Style(), training=training).tolist() == [2, 2, 2]
    assert one(Keras2Style(), training=training)[0].tolist() == [factor, factor]
    assert one(OwnStyle(), training=training)[0].tolist() == [3 * factor, 3 * factor]


def test_a_mask_comes_to_those_that_take_one():
    x, mask = T.matrix(), T.matrix()
    layer = Keras1Style()
    layer.call(x, mask=mask)
    assert layer.seen is mask
    Keras2Style().call(x, mask=mask)  # which has no use for it


def test_arguments_that_are_none_do_not_matter():
    x = T.matrix()
    Keras2Style().call(x, initial_state=None, constants=None)
    with pytest.raises(TypeError, match="initial_state"):
        Keras2Style().call(x, initial_state=[x])

    class All(Layer):
        def call(self, x, **options):
            assert options == {"initial_state": None}
            return x

    All().call(x, initial_state=None, mask=x)


def test_the_context_is_found_by_super():
    class Twice(Dense):
        def call(self, x, mask=None):
            return 2 * super().call(x)

    class Late(GRU):
        def call(self, inputs, mask=None, training=None, initial_state=None):
            return super().call(inputs, mask=mask, initial_state=initial_state)[:, -1]

    x, series = Input((3,)), Input((4, 3))
    twice, late = Twice(2), Late(5, return_sequences=True, dropout=0.5)
    model = Model([x, series], [twice(x), late(series)])
    data = [np.ones((2, 3)), np.ones((2, 4, 3))]
    W, b = twice.get_weights()
    np.testing.assert_allclose(model.predict(data)[0], 2 * (data[0] @ W + b))
    train = K.function([*model.inputs, K.learning_phase()], model.outputs)
    assert not np.allclose(train([*data, 1])[1], train([*data, 1])[1])  # dropout is told
    np.testing.assert_allclose(train([*data, 0])[1], train([*data, 0])[1])


def test_the_phase_can_be_given():
    x = Input((2,))
    layer = Keras2Style()
    model = Model(x, [layer(x), layer(x, training=True), layer(x, training=False)])
    values = model.predict(np.ones((1, 2)))
    assert [value[0, 0] for value in values] == [1, 2, 1]


def test_the_two_names_of_the_shape_are_one():
    assert Keras1Style().compute_output_shape((None, 4, 3)) == (None, 4)
    assert Keras2Style().get_output_shape_for((None, 4)) == (None, 4)
    assert Dense(5).get_output_shape_for((None, 4)) == (None, 5)

    class Longer(Keras1Style):
        def get_output_shape_for(self, input_shape):
            return (*super().get_output_shape_for(input_shape), 7)

    assert Longer().compute_output_shape((None, 4, 3)) == (None, 4, 7)


class NoShape(Layer):
    """Does not say what shape it gives."""

    def build(self, input_shape):
        self.W = self.add_weight("W", (input_shape[-1], 5))
        super().build(input_shape)

    def call(self, x):
        return [K.dot(x, self.W)[:, 1:], K.sum(x, axis=(1, 2))]


def test_a_shape_that_is_not_said_is_found_out():
    x = Input((4, 3))
    layer = NoShape()
    y, z = layer(x)
    assert (y._keras_shape, z._keras_shape) == ((None, 3, 5), (None,))
    assert layer.output_shape == [(None, 3, 5), (None,)]
    assert layer.compute_output_shape((None, 9, 3)) == [(None, 8, 5), (None,)]
    unused = NoShape()
    unused.build((None, 4, 3))
    assert unused.output_shape == [(None, 3, 5), (None,)]

    class Rows(Layer):
        """Of integers: only they can be indices."""

        def call(self, ids):
            return K.gather(K.zeros((9, 6)), ids)

    ids = Input((4,), dtype="int32")
    assert Dense(2)(Rows()(ids))._keras_shape == (None, 4, 2)


def test_a_step_of_time_may_be_a_layer_of_ones_own():
    class Summed(Layer):
        def call(self, x):
            return K.sum(x, axis=-1, keepdims=True)

    model = Sequential([TimeDistributed(Summed(), input_shape=(4, 3)), TimeDistributed(NoMask())])
    assert model.predict(np.ones((2, 4, 3))).tolist() == [[[4]] * 4] * 2


class NoMask(Layer):
    def build(self, input_shape):
        self.one = K.ones(input_shape[-1:])
        self.trainable_weights = [self.one]

    def call(self, x, mask=None):
        return x + self.one


def test_a_mask_that_is_not_supported_is_refused():
    with pytest.raises(ValueError, match="no_mask.*does not support a mask"):
        NoMask()(Masking()(Input((4, 3))))


def test_a_build_of_ones_own_is_run_once():
    built = []

    class Counting(Dense):
        def build(self, input_shape):
            built.append(input_shape)
            super().build(input_shape)
            self.extra = self.add_weight(name="extra", shape=(1,))

    layer = Counting(2)
    for _ in range(2):
        layer(Input((3,)))
        layer.build((None, 3))
    assert built == [(None, 3)] and len(layer.get_weights()) == 3


def test_a_build_that_fails_leaves_nothing():
    class Failing(Layer):
        def build(self, input_shape):
            self.add_weight("W", (2,))
            raise KeyError("no")

    layer = Failing()
    with pytest.raises(KeyError):
        layer.build((None, 3))
    assert not layer.built and not layer.params and not layer.is_being_built


def test_several_inputs_come_as_a_list():
    class Joined(Layer):
        def build(self, input_shape):
            self.sizes = [shape[-1] for shape in input_shape]

        def call(self, inputs, mask=None):
            return K.concatenate(inputs)

    layer = Joined()
    y = layer([Input((2,)), Input((3,))])
    assert layer.sizes == [2, 3] and y._keras_shape == (None, 5)


def test_the_generation_shows_in_the_methods_or_is_the_programs(monkeypatch):
    assert (Keras1Style().generation, Keras2Style().generation, OwnStyle().generation) == (1, 2, 2)
    monkeypatch.setattr(generations, "default", 1)
    assert (Keras1Style().generation, Keras2Style().generation) == (1, 1)
    assert Keras2Style(generation=2).generation == 2


def test_only_layers_of_the_user_are_own():
    assert NoShape.is_own and not (Layer.is_own or Dense.is_own or Lambda.is_own)


def test_expressions_within_a_layer_build_layers_within_it():
    class Nested(Layer):
        def __init__(self, **options):
            super().__init__(**options)
            self.dense = Dense(3)

        def call(self, x):
            return self.dense(K.concatenate([x, x]) * 2)

    layer = Nested()
    assert layer(Input((4,)))._keras_shape == (None, 3)
    assert layer.dense.built_shape == (None, 8) and layer.dense.inbound_nodes == []
