"""A GRU learns to continue sine waves: ``theanornn demo sine``. `run`, `build`."""

from pathlib import Path

import numpy as np

import theanornn
from theanornn.datasets import sine
from theanornn.demos import plots
from theanornn.keras.layers import GRU, Dense
from theanornn.keras.models import Sequential

__all__ = ["build", "run"]

N_STEPS = 25


def build():
    """The model, compiled.

    Returns
    -------
    Sequential
        From ``(batch, time, 1)`` to ``(batch, 1)``, the next value.
    """
    model = Sequential()
    model.add(GRU(32, input_shape=(N_STEPS, 1)))
    model.add(Dense(1))
    model.compile(loss="mse", optimizer="adam")
    return model


def run(epochs=10, seed=1, out="theanornn-demo"):
    """Train, draw a wave with its predictions, and print the error on waves never seen.

    Parameters
    ----------
    epochs : int
    seed : int
        Of the waves, initial weights and shuffling.
    out : path of a folder
        Gets ``sine.png``.

    Returns
    -------
    float
        Mean squared error on the validation waves.
    """
    theanornn.set_seed(seed)
    x, y = sine.load_data(n_samples=1000, n_steps=N_STEPS, seed=seed)
    boundary = len(x) * 8 // 10
    held_out = x[boundary:], y[boundary:]
    model = build()
    model.fit(x[:boundary], y[:boundary], batch_size=32, epochs=epochs, validation_data=held_out)

    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    wave = np.sin(np.linspace(0.5, 0.5 + 4 * N_STEPS, 4 * N_STEPS + 1)).astype(x.dtype)
    windows = np.lib.stride_tricks.sliding_window_view(wave, N_STEPS)[:-1, :, np.newaxis]
    times = np.arange(N_STEPS, len(wave))
    plots.continued_wave(times, wave[N_STEPS:], model.predict(windows)[:, 0], out / "sine.png")
    print(f"prediction against truth: {out / 'sine.png'}")
    error = float(model.evaluate(*held_out, batch_size=32, verbose=0))
    print(f"validation mse {error:.6f}")
    return error
