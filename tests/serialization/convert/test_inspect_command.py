"""``theanornn inspect``: what is in a file, and what is wrong with it."""

from pathlib import Path

import numpy as np
import pytest

from theanornn.layers import GRU, Dense, Dropout
from theanornn.models import Sequential
from theanornn.serialization.convert.inspect_command import main

DATA = Path(__file__).parents[2] / "data"


def shown(capsys, *arguments, status=0):
    assert main([str(each) for each in arguments]) == status
    captured = capsys.readouterr()
    return captured.out if status == 0 else captured.err


def lines(text):
    """Lines as lists of words."""
    return [line.split() for line in text.splitlines()]


def test_a_model_of_theanornn(tmp_path, capsys):
    model = Sequential(
        [GRU(2, input_shape=(None, 3), name="gru"), Dropout(0.1, name="drop"), Dense(1)]
    )
    model.compile("sgd", "mse")
    model.save(tmp_path / "m.safetensors")
    out = shown(capsys, tmp_path / "m.safetensors")
    assert "theanornn's own format" in out and "compiled: loss 'mean_squared_error'" in out
    assert ["gru", "GRU", "W", "(3,", "6)", "float64", "144", "bytes"] in lines(out)
    assert "layers without weights: drop (Dropout)" in out
    assert "optimizer" in out and "numbers in" in out
    model.save_weights(tmp_path / "w.safetensors")
    assert "weights alone, no architecture" in shown(capsys, tmp_path / "w.safetensors")


@pytest.mark.parametrize(
    "name, expected",
    [
        ("golden/keras1/gru_last_sgd.h5", ["a file of Keras 1.2.2", "_W_z", "a model: Sequential"]),
        ("golden/keras2/k2_gru_mask.weights.h5", ["Keras 2.3.1", "recurrent_kernel", "alone"]),
        ("convert/torch_lstm_both.safetensors", ["PyTorch's state_dict", "rnn/backward", "lstm"]),
    ],
)
def test_files_of_others(name, expected, capsys):
    out = shown(capsys, DATA / name)
    assert all(each in out for each in expected)


def test_a_predictor(tmp_path, capsys):
    model = Sequential([GRU(2, input_shape=(None, 3), name="gru")])
    model.to_numpy().save(tmp_path / "p.safetensors")
    out = shown(capsys, tmp_path / "p.safetensors")
    assert "a predictor for NumPy (safetensors)" in out and "gru_W" in out


def test_arrays_and_what_is_beside_them(tmp_path, capsys):
    np.savez(tmp_path / "a.npz", W_in=np.ones((2, 3), "f4"), note="text", bad=np.array([np.nan, 1]))
    out = shown(capsys, tmp_path / "a.npz")
    assert ["W_in", "(2,", "3)", "float32", "24", "bytes"] in lines(out)
    assert "1 values are NaN or infinite" in out and "beside arrays: 'note'" in out
    assert "8 numbers in 2 arrays" in out


def test_layers_that_are_not_known_leave_the_arrays(tmp_path, capsys):
    np.savez(tmp_path / "a.npz", np.ones((1, 2)), np.ones((2, 2, 2)))
    out = shown(capsys, tmp_path / "a.npz", "--kind", "lasagne")
    assert "no layers are known of it" in out and ["arr_1", "(2,", "2,", "2)"] == lines(out)[2][:4]


def test_what_cannot_be_read_is_said(tmp_path, capsys):
    bad = tmp_path / "bad.npz"
    bad.write_bytes(b"PK\x03\x04" + b"x" * 50)
    assert "bad.npz: no readable npz file" in shown(capsys, bad, status=1)
    assert "No such file" in shown(capsys, tmp_path / "absent", status=1)
    assert "kind of file" in shown(capsys, bad, "--kind", "tensorflow", status=1)
    assert "onnx" in shown(capsys, _named(tmp_path / "m.onnx"), status=1)


def _named(path):
    path.write_bytes(b"no such thing")
    return path


def test_onnx(tmp_path, capsys):
    onnx = pytest.importorskip("onnx")
    weights = onnx.numpy_helper.from_array(np.ones((2, 3), "f4"), name="W")
    ends = [
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, size])
        for name, size in (("x", 2), ("y", 3))
    ]
    node = onnx.helper.make_node("MatMul", ["x", "W"], ["y"])
    graph = onnx.helper.make_graph([node], "g", ends[:1], ends[1:], [weights])
    onnx.save(onnx.helper.make_model(graph), str(tmp_path / "m.onnx"))
    out = shown(capsys, tmp_path / "m.onnx")
    assert "nodes: MatMul" in out and "from x to y" in out and "(2, 3)" in out
