"""Whole programs in Keras' words, old and new, with nothing but the import lines changed."""

import numpy as np
import pytest

from theanornn.keras.callbacks import EarlyStopping, ModelCheckpoint
from theanornn.keras.layers import GRU, LSTM, Dense, Embedding, SimpleRNN
from theanornn.keras.models import Sequential, load_model
from theanornn.keras.preprocessing import sequence

RECURRENT = {
    "LSTM, Keras 2": lambda: LSTM(8, dropout=0.2, recurrent_dropout=0.2),
    "LSTM, Keras 1": lambda: LSTM(output_dim=8, dropout_W=0.2, dropout_U=0.2),
    "GRU": lambda: GRU(8),
    "SimpleRNN": lambda: SimpleRNN(8),
}


@pytest.mark.parametrize("name", RECURRENT)
def test_sentiment(name, rng, tmp_path):
    """Reviews are positive where word 1 is in them."""
    reviews = [list(rng.integers(2, 50, rng.integers(3, 15))) for _ in range(64)]
    labels = np.arange(64) % 2
    for review, label in zip(reviews, labels):
        if label:
            review[-1] = 1
    x = sequence.pad_sequences(reviews, maxlen=10)
    x_train, y_train, x_val, y_val = x[:48], labels[:48], x[48:], labels[48:]

    np.random.seed(1337)
    model = Sequential()
    model.add(Embedding(50, 8, input_length=10))
    model.add(RECURRENT[name]())
    model.add(Dense(1, activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    model.optimizer.lr = 0.05
    path = str(tmp_path / "best-{epoch:02d}-{val_acc:.2f}.safetensors")
    history = model.fit(
        x_train,
        y_train,
        batch_size=16,
        epochs=5,
        validation_data=(x_val, y_val),
        callbacks=[ModelCheckpoint(path, save_best_only=True), EarlyStopping(patience=3)],
        verbose=0,
    )

    loss, accuracy = model.evaluate(x_val, y_val, verbose=0)
    assert history.history["val_acc"][-1] == history.history["val_accuracy"][-1] == accuracy
    assert history.history["acc"][-1] > 0.9
    assert set(np.unique(model.predict_classes(x_val))) <= {0, 1}
    best = sorted(tmp_path.glob("best-*"))[-1]
    assert load_model(str(best)).predict(x_val).shape == (16, 1)


def test_sine():
    """The next values of a sine from those before."""
    n = 15
    waves = np.array([np.sin(np.linspace(start, start + n, n + 1)) for start in range(64)])
    x, y = waves[:, :-1, np.newaxis], waves[:, -1]

    np.random.seed(1337)
    model = Sequential()
    model.add(GRU(output_dim=8, input_shape=(n, 1)))
    model.add(Dense(1))
    model.compile(loss="mse", optimizer="rmsprop")
    model.optimizer.lr.set_value(0.02)
    history = model.fit(x, y, nb_epoch=20, batch_size=16, validation_split=0.25, verbose=0)

    assert history.history["val_loss"][-1] < 0.05 < history.history["val_loss"][0]
    np.testing.assert_allclose(
        model.evaluate(x[48:], y[48:], verbose=0), history.history["val_loss"][-1]
    )
