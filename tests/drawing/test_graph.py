"""What is said of each layer."""

import pytest

from theanornn.drawing.graph import connections, label
from theanornn.layers import LSTM, Bidirectional, Dense
from theanornn.models import Sequential


@pytest.fixture
def model():
    lstm = LSTM(3, name="lstm")
    first = Bidirectional(lstm, input_shape=(4, 2), name="both")
    return Sequential([first, Dense(1, name="out")])


def test_connections(model):
    assert connections(model) == [(model.layers[0], model.layers[1])]


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
