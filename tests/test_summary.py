"""The table that a model shows of itself."""

import pytest

from theanornn.layers import GRU, LSTM, Bidirectional, Concatenate, Dense, Embedding, Input, Merge
from theanornn.models import Model, Sequential


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


def test_a_graph_tells_its_connections():
    a, b = Input((5,), name="a"), Input((4, 3), name="b")
    reader = LSTM(2, return_state=True, name="reader")
    y, h, c = reader(b)
    shared = Dense(3, name="shared")
    model = Model([a, b], Concatenate(name="all")([shared(y), shared(h), shared(c), a]))
    lines = []
    model.summary(print_fn=lines.append)
    assert lines[2].endswith("Connected to")
    ends = {line.split()[0]: line.split("  ")[-1].strip() for line in lines[4:9]}
    assert ends["reader"] == "b" and ends["shared"] == "reader.0, reader.1, reader.2"
    assert ends["all"] == "shared[0], shared[1], shared[2], a"
    chain = []
    Model(a, Dense(1)(a)).summary(print_fn=chain.append)
    assert "Connected" not in chain[2]


def test_uses_of_different_shapes():
    shared = Dense(3, name="shared")
    x, y = Input((4, 2)), Input((5, 2))
    lines = []
    Model([x, y], [shared(x), shared(y)]).summary(print_fn=lines.append)
    assert "(None, 4, 3) …" in lines[6]


def test_branches_of_a_sequential_model():
    left = Sequential([Dense(2, input_dim=3, name="left")])
    right = Sequential([Dense(2, input_dim=3, name="right")])
    model = Sequential([Merge([left, right], name="both"), Dense(1, name="answer")])
    lines = []
    model.summary(print_fn=lines.append)
    assert [line.split()[0] for line in lines[4:8]] == ["left", "right", "both", "answer"]
    assert lines[6].endswith("left, right") and lines[7].endswith("both")
    assert lines[9] == "Parameters: 19, 19 of them trained"


@pytest.mark.parametrize(
    "build, told",
    [
        (None, None),
        ("cpu-scan", "Build: cpu-scan, where what is fused runs by theano.scan"),
        ("jax-cpu", "Build: jax-cpu, compiled by XLA"),
    ],
)
def test_another_build_than_the_default_is_told(build, told, monkeypatch):
    monkeypatch.delenv("THEANORNN_BUILD", raising=False)
    lines, built = [], model()
    built.compile(loss="mse", optimizer="sgd", build=build)
    built.summary(print_fn=lines.append)
    assert [line for line in lines if line.startswith("Build")] == ([told] if told else [])
