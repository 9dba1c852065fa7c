"""The table that a model shows of itself."""

import numpy as np

from theanornn.layers import LSTM, Dense, Embedding
from theanornn.models import Sequential


def model():
    layers = [
        Embedding(1000, 4, input_length=5, name="words", trainable=False),
        LSTM(3, name="reader"),
        Dense(1, name="answer"),
    ]
    return Sequential(layers, name="small")


def test_layers_shapes_parameters_and_totals():
    lines = []
    model().summary(print_fn=lines.append)
    assert lines[0] == "small"
    assert lines[2].split() == ["Layer", "(type)", "Output", "shape", "Params", "Driver"]
    assert lines[4].split("  ")[0] == "words (Embedding)"
    assert "(None, 5, 4)" in lines[4] and "4,000" in lines[4]
    assert "(None, 3)" in lines[5] and "96" in lines[5]
    assert lines[-1] == "Parameters: 4,100, 100 of them trained"


def test_the_driver_is_shown_once_it_is_known():
    shown, lines = model(), []
    shown.predict(np.zeros((1, 5), int))
    shown.summary(print_fn=lines.append)
    assert lines[5].endswith(shown.layers[1].driver.driver)


def test_the_width_can_be_given():
    lines = []
    model().summary(line_length=80, print_fn=lines.append)
    assert lines[1] == "-" * 80


def test_it_prints_by_itself(capsys):
    model().summary()
    assert capsys.readouterr().out.startswith("small\n---")
