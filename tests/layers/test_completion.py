"""What tab completion shows of layers and models."""

from theanornn.layers import LSTM, Dense
from theanornn.layers.completion import INNER
from theanornn.models import Sequential


def test_what_people_use_is_shown_and_the_rest_works():
    model = Sequential([LSTM(2, input_shape=(3, 1)), Dense(1)])
    layer, network = dir(model.layers[0]), dir(model)
    assert {"units", "get_weights", "driver", "reset_states", "cell", "call", "build"} <= set(layer)
    assert {"fit", "compile", "summary", "layers", "functions", "to_numpy", "add"} <= set(network)
    assert not INNER & {*layer, *network}
    assert model.layers[0].built_shape == (None, 3, 1)


def test_no_name_is_hidden_that_nothing_has():
    model = Sequential([LSTM(2, input_shape=(3, 1)), Dense(1)])
    model.compile("sgd", "mse")
    known = {*object.__dir__(model)}.union(*(object.__dir__(each) for each in model.layers))
    assert INNER <= known
