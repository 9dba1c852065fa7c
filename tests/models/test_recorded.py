"""The Keras tensors of a chain, made when they are asked for."""

import numpy as np
import pytest
import theano

from theanornn.layers import LSTM, BatchNormalization, Dense, Dropout, Input
from theanornn.layers.nodes import NodeError
from theanornn.models import Sequential


def test_tensors_of_the_layers_are_there_when_asked_for(rng):
    model = Sequential([Dense(3, input_dim=2), Dropout(0.5), Dense(1)])
    assert all(layer._nodes == [] for layer in model.layers)
    function = theano.function([model.layers[0].input], [layer.output for layer in model.layers])
    x = rng.normal(size=(4, 2))
    first, same, last = function(x)
    np.testing.assert_array_equal(first, same)
    np.testing.assert_allclose(last, model.predict(x))
    assert model.output is model.layers[-1].output and model.input is model.inputs[0]
    assert all(len(layer.inbound_nodes) == 1 for layer in model.layers)


def test_tensors_follow_the_chain():
    model = Sequential([Dense(3, input_dim=2), Dense(1)])
    assert model.output._keras_shape == (None, 1)
    model.pop()
    assert model.output is model.layers[0].output
    model.add(Dense(5))
    assert model.output._keras_shape == (None, 5) and model.output is model.layers[1].output
    (own,) = model.inbound_nodes
    assert own.output_tensors == model.outputs and own.layer is model


def test_a_layer_in_a_chain_and_in_a_graph():
    shared = Dense(3, input_dim=2)
    model = Sequential([shared])
    y = shared(Input((2,)))
    assert [y._keras_history[1], model.output._keras_history[1]] == [1, 0]
    assert len(shared.inbound_nodes) == 2


def test_updates_and_losses_of_the_layers():
    layers = [BatchNormalization(input_shape=(3,)), Dense(1, activity_regularizer="l2")]
    model = Sequential(layers)
    assert model.updates == [] and len(model.losses) == 1
    stateful = Sequential([LSTM(1, stateful=True, batch_input_shape=(1, 2, 3))])
    assert stateful.updates == stateful.state_updates != []


def test_a_chain_within_a_layer_is_recorded_when_its_own_loss_needs_it():
    inner = Sequential([Dense(2, input_dim=3)])
    inner.add_loss(abs(inner.output).mean())
    again = Sequential([Dense(2, input_dim=3)])
    again.set_weights(inner.get_weights())
    again.add_loss(abs(again.layers[0].output).mean())
    x = np.ones((4, 3))
    losses = []
    for part in (inner, again):
        model = Sequential([part])
        model.compile("sgd")
        losses.append(model.test_on_batch(x))
    assert losses[0] == losses[1] == abs(inner.predict(x)).mean()


def test_layers_that_are_popped_from_the_list_as_old_scripts_do():
    model = Sequential([Dense(3, input_dim=2), Dense(2), Dense(1)])
    model.compile("sgd", "mse")
    model.layers.pop()
    model.outputs = [model.layers[-1].output]
    assert model.output_shape == (None, 2) and model.predict(np.ones((1, 2))).shape == (1, 2)
    model.layers.pop()
    model.add(Dense(5))
    assert model.output_shape == (None, 5) and model.output is model.layers[1].output
    with pytest.raises(NodeError, match="outputs of a chain.*Model"):
        model.outputs = [model.layers[0].output]
