"""What is written for PyTorch: its equations, over these arrays, give the model's predictions."""

import ast
import json

import numpy as np
import pytest
import safetensors
import safetensors.numpy

from tests.serialization.convert.test_to_onnx import randomized
from theanornn import cells
from theanornn import layers as L
from theanornn.errors import ConversionError
from theanornn.models import Sequential
from theanornn.serialization.convert.comparing import difference, outputs_of, samples
from theanornn.serialization.convert.torch_module import module_text
from theanornn.serialization.convert.torch_writing import state_dict, write


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def torch_step(n_gates, a, b, h, c):
    """One step as PyTorch's documentation has it: `a` of the input, `b` of the state."""
    if n_gates == 1:
        return np.tanh(a + b), c
    if n_gates == 3:
        (ar, az, an), (br, bz, bn) = np.split(a, 3, -1), np.split(b, 3, -1)
        r, z = sigmoid(ar + br), sigmoid(az + bz)
        n = np.tanh(an + r * bn)
        return (1 - z) * n + z * h, c
    i, f, g, o = np.split(a + b, 4, -1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def torch_outputs(arrays, name, x, ending=""):
    """All outputs of one direction of a module."""
    W, U, b, b_recurrent = (
        arrays[f"{name}.{what}_l0{ending}"]
        for what in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    h = c = np.zeros((len(x), U.shape[1]))
    outputs = []
    for x_t in np.moveaxis(x, 1, 0)[:: -1 if ending else 1]:
        h, c = torch_step(len(U) // U.shape[1], x_t @ W.T + b, h @ U.T + b_recurrent, h, c)
        outputs.append(h)
    return np.stack(outputs[:: -1 if ending else 1], axis=1)


@pytest.mark.parametrize(
    "make",
    [
        lambda: L.SimpleRNN(4, return_sequences=True, name="layer", input_shape=(None, 3)),
        lambda: L.LSTM(4, return_sequences=True, name="layer", input_shape=(None, 3)),
        lambda: L.GRU(
            4, reset_after=True, return_sequences=True, name="layer", input_shape=(None, 3)
        ),
    ],
)
def test_one_direction_and_both(make, rng):
    x = rng.normal(size=(2, 5, 3))
    model = randomized([make()], rng)
    arrays, _ = state_dict(model)
    expected = model.to_numpy().predict(x)
    np.testing.assert_allclose(torch_outputs(arrays, "layer", x), expected, rtol=1e-12)

    model = randomized([L.Bidirectional(make(), name="both")], rng)
    arrays, _ = state_dict(model)
    both = [torch_outputs(arrays, "both", x, ending) for ending in ("", "_reverse")]
    expected = model.to_numpy().predict(x)
    np.testing.assert_allclose(np.concatenate(both, axis=-1), expected, rtol=1e-12)


def _tagger():
    return [
        L.Masking(0.0, input_shape=(None, 3), name="masking"),
        L.Bidirectional(L.LSTM(4, return_sequences=True), merge_mode="sum", name="both"),
        L.SimpleRNN(4, activation="relu", use_bias=False, go_backwards=True, name="back"),
        L.Dropout(0.5, name="dropout"),
        L.Dense(3, activation="softmax", name="dense"),
    ]


def test_the_file_has_names_order_and_the_text_of_the_module(rng, tmp_path):
    model = randomized(_tagger(), rng)
    path = tmp_path / "tagger.safetensors"
    became = write(model, path)
    assert [name for name, _ in became] == [layer.name for layer in model.layers]
    with safetensors.safe_open(path, framework="numpy") as file:
        metadata, names = file.metadata(), set(file.keys())
    assert json.loads(metadata["theanornn_layers"]) == ["both", "back", "dense"]
    assert {"both.weight_hh_l0_reverse", "back.weight_ih_l0", "dense.bias"} < names
    assert not any(name.startswith("back.bias") for name in names)
    text = metadata["module"]
    assert text == module_text(model)
    ast.parse(text)
    for line in (
        "self.both = nn.LSTM(3, 4, batch_first=True, bidirectional=True)",
        "self.back = nn.RNN(4, 4, batch_first=True, bias=False, nonlinearity='relu')",
        "x = torch.softmax(self.dense(x), -1)",
        "x = masked(self.back, x, mask.flip(1))[1]",
    ):
        assert line in text

    x = samples(model)
    got, _ = outputs_of("torch", str(path), model, x)
    assert difference(model.to_numpy().predict(x), got).largest < 1e-6


@pytest.mark.parametrize(
    "layer, words",
    [
        (lambda: L.GRU(4, input_shape=(None, 3)), "reset_after=True"),
        (
            lambda: L.LSTM(4, recurrent_activation="hard_sigmoid", input_shape=(None, 3)),
            "gates are hard_sigmoid",
        ),
        (lambda: L.LSTM(4, activation="relu", input_shape=(None, 3)), "activation='relu'"),
        (lambda: L.SimpleRNN(4, activation="elu", input_shape=(None, 3)), "tanh or relu"),
        (
            lambda: L.RNN(cells.LSTMCell(3, 4, peepholes=True), input_shape=(None, 3)),
            "no peepholes",
        ),
        (lambda: L.RNN([L.LSTMCell(2)], input_shape=(None, 3)), "one of your own"),
    ],
)
def test_what_pytorch_cannot_compute_is_refused_with_a_way_out(layer, words, tmp_path):
    with pytest.raises(ConversionError, match=words) as error:
        write(Sequential([layer()]), tmp_path / "model.safetensors")
    assert "to_numpy" in str(error.value)
    assert not list(tmp_path.iterdir())


def test_layers_that_have_no_text_are_refused():
    with pytest.raises(ConversionError, match="Conv1D is not written"):
        module_text(Sequential([L.Conv1D(2, 2, input_shape=(None, 3))]))
