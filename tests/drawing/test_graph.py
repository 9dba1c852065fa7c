"""What is said of each layer."""

import pytest

from theanornn.drawing.graph import connections, label
from theanornn.layers import LSTM, Bidirectional, Dense, Input, Merge, add
from theanornn.models import Model, Sequential


@pytest.fixture
def model():
    lstm = LSTM(3, name="lstm")
    first = Bidirectional(lstm, input_shape=(4, 2), name="both")
    return Sequential([first, Dense(1, name="out")])


def test_a_chain(model):
    assert connections(model) == [(model.layers[0], model.layers[1])]


def names(model):
    return sorted((before.name, after.name) for before, after in connections(model))


def test_a_graph_with_a_shared_layer_and_a_model():
    a, b = Input(shape=(3,), name="a"), Input(shape=(3,), name="b")
    shared = Dense(2, name="shared")
    inner = Sequential([Dense(2, input_dim=2)], name="inner")
    one, two = shared(a), shared(b)
    Dense(1, name="outside")(one)
    graph = Model([a, b], add([inner(one), two], name="sum"))
    assert names(graph) == [
        ("a", "shared"),
        ("b", "shared"),
        ("inner", "sum"),
        ("shared", "inner"),
        ("shared", "sum"),
    ]


def test_a_chain_that_begins_with_branches():
    left, right = (Sequential([Dense(2, input_dim=3, name=name)]) for name in ("l", "r"))
    chain = Sequential([Merge([left, right], mode="sum", name="m"), Dense(1, name="out")])
    assert names(chain) == [("l", "m"), ("m", "out"), ("r", "m")]


def test_a_chain_that_waits_for_its_input():
    assert names(Sequential([Dense(1, name="a"), Dense(1, name="b")])) == [("a", "b")]


@pytest.mark.parametrize(
    "options, first",
    [
        ({}, ["both(lstm): Bidirectional(LSTM)"]),
        ({"show_layer_names": False}, ["Bidirectional(LSTM)"]),
        (
            {"show_shapes": True},
            ["both(lstm): Bidirectional(LSTM)", "input: (None, 4, 2)", "output: (None, 6)"],
        ),
    ],
)
def test_labels(model, options, first):
    assert label(model.layers[0], **options) == first
