from theanornn import keras, layers, models
from theanornn.keras import engine
from theanornn.keras.engine import base_layer, input_layer, network, sequential, topology
from theanornn.keras.engine.topology import get_source_inputs
from theanornn.layers import LSTM, Add, Dense, Input


def test_the_bases_are_theanornns_own():
    for module in (topology, base_layer, engine, keras.layers):
        assert module.Layer is layers.Layer
    assert topology.Container is network.Network is engine.Model is models.Model
    assert sequential.Sequential is models.Sequential
    assert input_layer.Input is topology.Input is layers.Input
    assert topology.InputSpec is keras.layers.InputSpec is base_layer.InputSpec
    assert isinstance(Dense(1), topology.Layer)


def test_source_inputs():
    a, b, c = Input((4, 3)), Input((2,)), Input((2,))
    y = Add()([Dense(2)(b), LSTM(2)(a), Dense(2)(b), Dense(2)(c)])
    assert get_source_inputs(y) == [b, a, c]
    assert get_source_inputs(a) == [a]
    shared = Dense(2)
    shared(b), shared(c)
    assert get_source_inputs(None, shared, 1) == [c]
    assert get_source_inputs(y * 2) == []
