"""PyTorch's modules compute the same in theanornn. What PyTorch 2.13 computed is committed."""

from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from theanornn.errors import ConversionError, DataError, ShapeError
from theanornn.layers import GRU, LSTM, Bidirectional, Dense, Embedding, SimpleRNN
from theanornn.models import Sequential
from theanornn.serialization.convert import (
    LayerRecord,
    load_records,
    model_of,
    read_arrays,
    read_records,
)
from theanornn.serialization.convert.torch_reading import is_of_torch

DATA = Path(__file__).parents[2] / "data" / "convert"
OUTPUTS = np.load(DATA / "torch_outputs.npz")


def gru(**options):
    return GRU(4, return_sequences=True, reset_after=True, **options)


CASES = {
    "lstm": lambda: [LSTM(4, return_sequences=True)],
    "gru": lambda: [gru()],
    "rnn": lambda: [SimpleRNN(4, return_sequences=True)],
    "rnn_relu": lambda: [SimpleRNN(4, return_sequences=True, activation="relu")],
    "lstm_both": lambda: [Bidirectional(LSTM(4, return_sequences=True))],
    "gru_stacked_both": lambda: [Bidirectional(gru()), Bidirectional(gru())],
    "lstm_no_bias": lambda: [LSTM(4, return_sequences=True, use_bias=False)],
}


def model_with(*recurrent):
    model = Sequential([Embedding(7, 3), *recurrent, Dense(2)])
    model.build((None, 5))
    return model


def predicted(model):
    return model.predict(OUTPUTS["x"])


@pytest.mark.parametrize("case", CASES)
def test_a_model_of_ones_own_computes_what_pytorch_did(case):
    model = model_with(*CASES[case]())
    model.load_weights(DATA / f"torch_{case}.safetensors")
    np.testing.assert_allclose(predicted(model), OUTPUTS[f"{case}_y"], rtol=0, atol=1e-12)


@pytest.mark.parametrize("case", ["gru_stacked_both", "rnn_relu"])
def test_the_model_of_the_records_does(case):
    records = read_records(DATA / f"torch_{case}.safetensors")
    options = {"activation": "relu"} if case == "rnn_relu" else {}
    model = model_of(records, return_sequences=True, **options)
    np.testing.assert_allclose(predicted(model), OUTPUTS[f"{case}_y"], rtol=0, atol=1e-12)


def test_an_lstm_without_bias_fits_one_with():
    model = model_with(LSTM(4, return_sequences=True))
    model.load_weights(DATA / "torch_lstm_no_bias.safetensors")
    np.testing.assert_allclose(predicted(model), OUTPUTS["lstm_no_bias_y"], rtol=0, atol=1e-12)


def test_layers_in_the_order_of_their_sizes():
    records = read_records(DATA / "torch_lstm.safetensors")
    assert [record.name for record in records] == ["embedding", "rnn", "fc"]
    assert [record.kind for record in records] == ["embedding", "lstm", "dense"]


@pytest.fixture
def state():
    return dict(read_arrays(DATA / "torch_lstm.safetensors").arrays)


def rewritten(tmp_path, arrays, metadata=None):
    path = tmp_path / "state.safetensors"
    arrays = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    path.write_bytes(safetensors.numpy.save(arrays, metadata))
    return path


def test_npz_and_checkpoints_of_a_state(tmp_path, state):
    model = model_with(LSTM(4, return_sequences=True))
    np.savez(tmp_path / "state.npz", **state)
    model.load_weights(tmp_path / "state.npz")
    np.testing.assert_allclose(predicted(model), OUTPUTS["lstm_y"], rtol=0, atol=1e-12)


def test_the_order_that_the_metadata_says(tmp_path, state):
    path = rewritten(tmp_path, state, {"theanornn_layers": '["rnn", "fc", "embedding"]'})
    assert [record.name for record in read_records(path)] == ["rnn", "fc", "embedding"]
    path = rewritten(tmp_path, state, {"theanornn_layers": '["rnn"]'})
    with pytest.raises(DataError, match="metadata says the layers are"):
        read_records(path)


def test_bfloat16(tmp_path):
    import json

    data = np.array([1.5, -2.0], "<f4").view("<u4") >> 16
    header = {"fc.bias": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}}
    header = json.dumps(header).encode()
    path = tmp_path / "half.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header + data.astype("<u2").tobytes())
    np.testing.assert_array_equal(read_arrays(path).arrays["fc.bias"], [1.5, -2.0])


def test_a_linear_without_bias_and_an_embedding_may_be_told_by_the_model(tmp_path, state):
    words = state.pop("embedding.weight")
    model = model_with(LSTM(4, return_sequences=True))
    path = rewritten(tmp_path, {**state, "a.weight": words})
    load_records(model, sorted(read_records(path), key=lambda record: "a rnn fc".find(record.name)))
    np.testing.assert_allclose(predicted(model), OUTPUTS["lstm_y"], rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    "layer, message",
    [
        (lambda: GRU(4, return_sequences=True), "kind lstm, the layer of kind gru"),
        (
            lambda: LSTM(4, recurrent_activation="hard_sigmoid"),
            "arrays are for inner_activation='sigmoid', the layer has 'hard_sigmoid'; make the "
            "layer with recurrent_activation='sigmoid'",
        ),
        (lambda: LSTM(4, activation="relu"), "activation='tanh', the layer has 'relu'"),
        (lambda: LSTM(4, go_backwards=True), "reverse=False, the layer has True"),
        (lambda: LSTM(4, use_bias=False), "has b, but the layer has no bias"),
    ],
)
def test_what_computes_something_else_is_refused(layer, message):
    model = model_with(layer())
    before = model.get_weights()
    with pytest.raises(ConversionError, match=message):
        model.load_weights(DATA / "torch_lstm.safetensors")
    for want, have in zip(before, model.get_weights()):
        np.testing.assert_array_equal(want, have)


def test_a_gru_that_resets_before_is_refused():
    model = model_with(GRU(4, return_sequences=True))
    with pytest.raises(ConversionError, match="reset_after=True.*different functions"):
        model.load_weights(DATA / "torch_gru.safetensors")


def test_what_does_not_fit_is_named():
    model = model_with(LSTM(5, return_sequences=True))
    with pytest.raises(ShapeError, match=r"rnn, for the layer .*: W has shape \(3, 16\), but"):
        model.load_weights(DATA / "torch_lstm.safetensors")
    model = model_with(LSTM(4, return_sequences=True), Dense(4))
    with pytest.raises(ShapeError, match="3 layers .embedding: embedding, rnn: lstm, fc: dense."):
        model.load_weights(DATA / "torch_lstm.safetensors")


@pytest.mark.parametrize(
    "change, message",
    [
        ({"rnn.weight_hr_l0": np.ones((2, 4))}, "projections"),
        ({"rnn.weight_hh_l0": np.ones((16, 5))}, "of no RNN, GRU or LSTM"),
        ({"rnn.bias_ih_l0": np.ones(3)}, r"bias_ih of shape \(3,\), expected \(16,\)"),
        ({"other.weight_hh_l0": np.ones((4, 4))}, "other has weight_hh, but no weight_ih"),
    ],
)
def test_modules_that_are_refused(tmp_path, state, change, message):
    with pytest.raises(ConversionError, match=message):
        read_records(rewritten(tmp_path, {**state, **change}))


def test_a_module_that_theanornn_has_not(tmp_path, state):
    path = rewritten(tmp_path, {**state, "norm.weight": np.ones(4), "norm.bias": np.ones(4)})
    assert "array" in [record.kind for record in read_records(path)]
    model = model_with(LSTM(4, return_sequences=True), Dense(4))
    with pytest.raises(ConversionError, match="norm|kind"):
        model.load_weights(path)


def test_pt_files():
    torch = pytest.importorskip("torch")
    assert torch
    for name in ("torch_lstm.pt", "torch_lstm_old.pt"):
        model = model_with(LSTM(4, return_sequences=True))
        model.load_weights(DATA / name)
        np.testing.assert_allclose(predicted(model), OUTPUTS["lstm_y"], rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", ["torch_lstm.pt", "torch_lstm_old.pt"])
def test_pt_files_without_pytorch(name, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    with pytest.raises(ConversionError, match="save_file.*weights_only=True"):
        read_records(DATA / name)


def test_names():
    assert is_of_torch(["weight_ih", "weight_hh"]) and is_of_torch(["0.weight", "0.bias"])
    assert not is_of_torch(["lstm_1/W", "lstm_1/b"]) and not is_of_torch([])
    assert not is_of_torch(["encoder_W"])


def test_a_cell(tmp_path, state):
    cell = {name.replace("rnn.", "").replace("_l0", ""): array for name, array in state.items()}
    cell = {name: array for name, array in cell.items() if name[-3:] in ("_ih", "_hh")}
    (record,) = read_records(rewritten(tmp_path, cell))
    assert isinstance(record, LayerRecord) and record.kind == "lstm" and record.name == "model"
