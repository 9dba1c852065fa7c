"""How layers are found back from the outputs of a model, and in which order."""

import numpy as np
import pytest

from theanornn.errors import UnknownNameError
from theanornn.layers import LSTM, Add, CallContext, Dense, Embedding, Input
from theanornn.models.wiring import Wiring


def names(wiring):
    return [layer.name for layer in wiring.layers]


def diamond():
    a, b = Input((3,), name="a"), Input((3,), name="b")
    left, right = Dense(3, name="left")(a), Dense(3, name="right")(b)
    deep = Dense(3, name="deep")(left)
    return [a, b], Add(name="end")([right, deep])


def test_the_farther_from_the_outputs_the_earlier():
    inputs, output = diamond()
    wiring = Wiring(inputs, [output], "m")
    # right is met first, but left is farther away
    assert names(wiring) == ["a", "b", "left", "right", "deep", "end"]
    assert names(Wiring(inputs[::-1], [output], "m")) == names(wiring)
    places = {node.layer.name: number for number, node in enumerate(wiring.nodes)}
    assert places["left"] < places["deep"] < places["end"] > places["right"]


def test_a_layer_stands_where_its_farthest_use_does():
    x = Input((3,), name="x")
    shared, other = Dense(3, name="shared"), Dense(3, name="other")
    wiring = Wiring([x], [shared(other(shared(x)))], "m")
    assert names(wiring) == ["x", "shared", "other"] and len(wiring.nodes) == 4


def test_a_long_chain():
    x = y = Input((1,))
    for _ in range(1500):  # deeper than Python would recurse
        y = Add()([y, y])
    assert len(Wiring([x], [y], "m").layers) == 1501


def test_replay_is_the_same_graph_on_other_variables():
    inputs, output = diamond()
    wiring = Wiring(inputs, [output], "m")
    others = [layer.fresh_tensor() for layer in (x._keras_history[0] for x in inputs)]
    (again,), masks = wiring.replay(others, [None, None], CallContext())
    values = [[[1.0, 2.0, 3.0]], [[0.0, 1.0, 0.0]]]
    assert masks == [None]
    assert (again.eval(dict(zip(others, values))) == output.eval(dict(zip(inputs, values)))).all()


def test_shapes_for_other_inputs():
    x = Input((None, 2))
    wiring = Wiring([x], [LSTM(3, return_sequences=True)(x), LSTM(4)(x)], "m")
    assert wiring.shapes([(5, 7, 2)]) == [(5, 7, 3), (5, 4)]


def test_gates_are_inputs_and_the_layers_that_know_more():
    ids, x = Input((3,), dtype="int32", name="ids"), Input((2,), name="x")
    wiring = Wiring([x, ids], [LSTM(2)(Embedding(5, 2)(ids)), Dense(1)(x)], "m")
    of_x, of_ids = wiring.gates()
    assert (of_x.input_dtype, of_ids.input_dtype) == (None, "int32")
    with pytest.raises(ValueError, match="outside the vocabulary"):
        of_ids.check_input(np.full((2, 3), 9))
    assert len(of_ids._knowing) == 1 and of_x._knowing == []


def test_connections():
    inputs, output = diamond()
    connections = {
        layer.name: found for layer, found in Wiring(inputs, [output], "m").connections().items()
    }
    assert connections["end"] == ["right", "deep"] and connections["a"] == []
    x = Input((3,))
    assert Wiring([x], [Dense(2)(Dense(3)(x))], "m").connections() == {}


def test_two_layers_of_one_name():
    x = Input((3,))
    with pytest.raises(UnknownNameError, match="m: there are 2 layers named 'd'"):
        Wiring([x], [Dense(2, name="d")(x), Dense(2, name="d")(x)], "m")
