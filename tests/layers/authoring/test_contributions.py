"""Losses and updates of layers that are written as for Keras."""

import numpy as np
import pytest

from theanornn.keras import backend as K
from theanornn.layers import Dense, Input, Layer
from theanornn.models import Model, Sequential


class Counting(Layer):
    """Counts its uses, and adds a loss of its input and one of its weight."""

    def build(self, input_shape):
        self.count = self.add_weight("count", (), initializer="zeros", trainable=False)
        self.total = K.zeros(())
        self.W = self.add_weight("W", (), initializer="ones")
        self.add_loss(2.0 * self.W)
        self.add_loss([None, 3.0 * self.W])
        self.add_update(K.update_add(self.total, 10.0))

    def call(self, x):
        self.add_update([(self.count, self.count + 1)], x)
        self.add_loss(K.mean(x), x)
        return x * self.W


@pytest.fixture
def model():
    model = Sequential([Counting(input_shape=(2,))])
    model.compile("sgd", "mse")
    return model


def test_losses_count_in_training_and_in_evaluation(model):
    x = np.full((4, 2), 0.5)
    expected = 5.0 + 0.5 + 0.25
    assert model.evaluate(x, np.zeros((4, 2)), verbose=0) == pytest.approx(expected)
    assert model.train_on_batch(x, np.zeros((4, 2))) == pytest.approx(expected)


def test_updates_are_made_in_training_alone(model):
    layer, x = model.layers[0], np.zeros((4, 2))
    for _ in range(3):
        model.train_on_batch(x, x)
        model.predict(x)
        model.test_on_batch(x, x)
    assert (layer.count.get_value(), layer.total.get_value()) == (3, 30)


def test_or_always_where_the_layer_is_stateful():
    class Remembering(Layer):
        stateful = True

        def build(self, input_shape):
            self.last = K.zeros(input_shape)

        def call(self, x):
            self.add_update([(self.last, x)], x)
            return x + self.last

    model = Sequential([Remembering(batch_input_shape=(1, 1))])
    assert [float(model.predict(np.full((1, 1), n))[0, 0]) for n in (1, 2, 3)] == [1, 3, 5]


def test_a_layer_used_twice_adds_twice_but_its_weights_count_once():
    x, y = Input((2,)), Input((2,))
    layer = Counting()
    model = Model([x, y], Dense(1)(added()([layer(x), layer(y)])))
    model.compile("sgd", "mse", loss_weights=[0.0])
    data = [np.ones((4, 2)), np.full((4, 2), 2.0)]
    assert model.test_on_batch(data, np.zeros((4, 1))) == pytest.approx(5 + 1 + 2)
    model.train_on_batch(data, np.zeros((4, 1)))
    assert (layer.count.get_value(), layer.total.get_value()) == (2, 10)


def added():
    class Added(Layer):
        def call(self, inputs):
            return inputs[0] + inputs[1]

    return Added()


def test_the_lists_can_be_read_set_and_added_to():
    x = Input((2,))
    layer = Counting()
    layer(x)
    assert len(layer.losses) == 3
    assert len(layer.updates) == 1  # in inference: those of `call` are for training
    layer.losses += [K.sum(layer.W)]
    layer.losses.append(K.sum(layer.W))
    layer.losses = [K.sum(layer.W)]
    assert len(layer.losses) == 6
    layer.updates += [(layer.total, layer.total + 1)]
    layer.updates = [(layer.count, layer.count * 2)]
    assert len(layer.updates) == 3
    layer.add_update(None)
    assert len(layer.updates) == 3
