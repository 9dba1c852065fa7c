"""What is written for Lasagne: its own lists come back as they were, and outputs are the same."""

from pathlib import Path

import numpy as np
import pytest

from tests.serialization.convert.test_to_onnx import randomized
from theanornn import cells
from theanornn import layers as L
from theanornn.errors import ConversionError
from theanornn.models import Sequential, clone_model
from theanornn.serialization.convert import load_records, read_records
from theanornn.serialization.convert.lasagne_writing import param_values, write

GOLDEN = Path(__file__).resolve().parents[2] / "data" / "golden" / "lasagne"


@pytest.mark.parametrize(
    "case, layer",
    [
        ("lasagne_recurrent", lambda u, n: L.SimpleRNN(u, input_shape=(None, n))),
        (
            "lasagne_lstm_peepholes",
            lambda u, n: L.RNN(cells.LSTMCell(n, u, peepholes=True), input_shape=(None, n)),
        ),
        (
            "lasagne_gru_mask",
            lambda u, n: L.GRU(u, reset_after=True, input_shape=(None, n)),
        ),
    ],
)
def test_lasagnes_own_lists_come_back(case, layer, tmp_path):
    with np.load(GOLDEN / f"{case}.npz") as file:
        names = sorted(
            (name for name in file.files if name[:4] == "arr_" and name[4:].isdigit()),
            key=lambda name: int(name[4:]),
        )
        arrays = [file[name] for name in names]
    np.savez(tmp_path / "list.npz", *arrays)
    records = read_records(tmp_path / "list.npz", "lasagne")
    n_in, units = records[0].arrays["W"].shape[0], records[0].arrays["U"].shape[0]
    model = Sequential([layer(units, n_in), L.Dense(3)])
    cell = model.layers[0].cell
    values = {name: records[0].arrays[name] for name in cell.params if name in records[0].arrays}
    cell.params.set_values({**{n: 0 * cell.params[n].get_value() for n in cell.params}, **values})
    model.layers[1].set_weights([records[1].arrays["W"], records[1].arrays["b"]])
    written, _ = param_values(model)
    assert [array.shape for array in written] == [array.shape for array in arrays]
    for ours, theirs in zip(written, arrays):
        np.testing.assert_array_equal(ours, theirs)


def test_a_model_of_all_kinds_comes_back(rng, tmp_path):
    gru = L.GRU(3, reset_after=True, use_bias=False, return_sequences=True)
    model = randomized(
        [
            L.Embedding(12, 3, mask_zero=True, input_length=7),
            L.LSTM(4, return_sequences=True),
            L.Bidirectional(gru),
            L.SimpleRNN(2),
            L.Dropout(0.5),
            L.Dense(3, use_bias=False),
            L.Dense(2),
        ],
        rng,
    )
    path = tmp_path / "model.npz"
    became = dict(write(model, path))
    assert "no arrays" in became.values()
    again = clone_model(model)
    load_records(again, read_records(path, "lasagne"), path)
    ids = rng.integers(0, 12, (4, 7))
    np.testing.assert_allclose(
        again.to_numpy().predict(ids), model.to_numpy().predict(ids), rtol=1e-12
    )


def test_biases_of_a_gru_are_joined_where_that_is_exact(rng):
    model = randomized([L.GRU(4, reset_after=True, input_shape=(None, 3))], rng)
    with pytest.raises(ConversionError, match="no bias in the recurrent product"):
        param_values(model)
    recurrent = model.layers[0].params["b_recurrent"]
    recurrent.set_value(np.where(np.arange(12) < 8, recurrent.get_value(), 0.0))
    values, _ = param_values(model)
    b = model.layers[0].params["b"].get_value() + recurrent.get_value()
    np.testing.assert_allclose([values[2], values[5], values[8]], [-b[:4], b[4:8], b[8:]])


def test_learned_states_are_written(rng):
    cell = cells.LSTMCell(3, 4, learn_init=True)
    for name, sign in (("h0", 1), ("c0", -1)):
        cell.params[name].set_value(sign * np.arange(4.0))
    values, _ = param_values(Sequential([L.RNN(cell, input_shape=(None, 3))]))
    np.testing.assert_array_equal(values[-2:], [[-np.arange(4.0)], [np.arange(4.0)]])


@pytest.mark.parametrize(
    "layer, words",
    [
        (lambda: L.GRU(4, input_shape=(None, 3)), "reset_after=True"),
        (
            lambda: L.GRU(4, reset_after=True, recurrent_activation="tanh", input_shape=(None, 3)),
            "not of tanh",
        ),
        (lambda: L.RNN([L.LSTMCell(2)], input_shape=(None, 3)), "one of your own"),
        (lambda: L.Conv1D(2, 2, input_shape=(None, 3)), "not written to Lasagne"),
    ],
)
def test_what_lasagne_cannot_compute_is_refused_with_a_way_out(layer, words):
    with pytest.raises(ConversionError, match=words) as error:
        param_values(Sequential([layer()]))
    assert "to_numpy" in str(error.value)
