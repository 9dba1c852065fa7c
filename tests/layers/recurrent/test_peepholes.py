"""``LSTM(peepholes=True)``: the cell's numbers, in theanornn's own files, and not in Keras'."""

import numpy as np
import pytest

from theanornn.errors import TheanornnError
from theanornn.layers import LSTM, RNN, LSTMCell
from theanornn.models import Sequential, load_model


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def by_hand(x, W, U, b, peepholes):
    """Gers et al. 2002; x (batch, time, features)."""
    h = c = np.zeros((len(x), len(U)))
    to_i, to_f, to_o = np.split(peepholes, 3)
    for t in range(x.shape[1]):
        i, f, g, o = np.split(x[:, t] @ W + h @ U + b, 4, axis=1)
        i, f = sigmoid(i + c * to_i), sigmoid(f + c * to_f)
        c = f * c + i * np.tanh(g)
        h = sigmoid(o + c * to_o) * np.tanh(c)
    return h


def built(layer):
    model = Sequential([layer])
    model.build((None, 4, 3))
    model.set_weights([np.random.default_rng(3).normal(size=w.shape) for w in model.get_weights()])
    return model


def test_the_numbers(rng):
    x = rng.normal(size=(2, 4, 3))
    for layer in (LSTM(2, peepholes=True), RNN(LSTMCell(2, peepholes=True))):
        model = built(layer)
        W, U, b, peepholes = model.get_weights()
        assert peepholes.shape == (6,)
        np.testing.assert_allclose(model.predict(x), by_hand(x, W, U, b, peepholes), atol=1e-12)


def test_an_own_file(tmp_path, rng):
    model, x = built(LSTM(2, peepholes=True)), rng.normal(size=(2, 4, 3))
    model.save(tmp_path / "m.safetensors")
    np.testing.assert_array_equal(
        load_model(tmp_path / "m.safetensors").predict(x), model.predict(x)
    )
    assert "peepholes" not in LSTM(2).get_config()


@pytest.mark.parametrize("size", [{"units": 2}, {"output_dim": 2}])
def test_keras_has_none(size, tmp_path):
    model = built(LSTM(**size, peepholes=True))
    with pytest.raises(TheanornnError, match="peepholes"):
        model.save(tmp_path / "m.h5")
    assert not list(tmp_path.iterdir())


def test_arrays_gate_by_gate():
    model = built(LSTM(output_dim=2, peepholes=True))
    shapes = [array.shape for array in model.get_weights()]
    assert shapes == [(3, 2), (2, 2), (2,)] * 4 + [(6,)]
