"""Write the golden files of this version: ``python -m tests.serialization.make_golden_files``.

A later version of the formats gets files of its own; these must be read for ever.
"""

from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "data" / "golden" / "files"
IDS = np.array([[1, 4, 0, 2], [3, 0, 0, 0]], dtype="int32")


def made():
    """A model that was trained for one batch, so that its optimizer has a state."""
    from theanornn import Sequential
    from theanornn.layers import LSTM, Dense, Embedding

    model = Sequential(
        [
            Embedding(5, 2, mask_zero=True, input_length=4, name="words"),
            LSTM(3, name="summary"),
            Dense(1, activation="sigmoid", kernel_regularizer="l2", name="score"),
        ],
        seed=8,
    )
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    model.train_on_batch(IDS, np.array([[0.0], [1.0]]))
    return model


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    model = made()
    model.save(FOLDER / "model_1.theanornn")
    model.save_weights(FOLDER / "weights_1.theanornn")
    model.to_numpy().save(FOLDER / "predictor_1.npz")
    model.to_numpy().save(FOLDER / "predictor_1.safetensors")
    np.save(FOLDER / "predictions_1.npy", model.predict(IDS))


if __name__ == "__main__":
    main()
