"""The table that a model shows of itself."""

from theanornn.layers import GRU, LSTM, Bidirectional, Dense, Embedding
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
    assert "Parameters: 4,100, 100 of them trained" in lines


def test_how_recurrent_layers_run_and_why():
    shown, lines = model(), []
    shown.summary(print_fn=lines.append)
    driver, reason = shown.layers[1].driver
    assert lines[5].endswith(driver)
    assert lines[-1] == f"{driver}: {reason}"


def test_wrapped_layers_tell_too():
    layers = [
        Bidirectional(LSTM(2, return_sequences=True), input_shape=(4, 3), name="both"),
        Bidirectional(GRU(2, how="scan"), name="other"),
    ]
    lines = []
    Sequential(layers).summary(print_fn=lines.append)
    assert lines[5].endswith("scan")
    assert lines[-1] == "scan: asked for by how='scan'"


def test_the_width_can_be_given():
    lines = []
    model().summary(line_length=80, print_fn=lines.append)
    assert lines[1] == "-" * 80


def test_it_prints_by_itself(capsys):
    model().summary()
    assert capsys.readouterr().out.startswith("small\n---")
