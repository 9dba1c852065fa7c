"""An LSTM learns whether a sentence from a movie review is kind: ``theanornn demo sentiment``.

The model is that of Keras' ``imdb_lstm`` example. `run`, `build`.
"""

import json
import sys
from pathlib import Path

import theanornn
from theanornn.callbacks import ModelCheckpoint
from theanornn.datasets import movie_reviews
from theanornn.demos import plots
from theanornn.keras.layers import GRU, LSTM, Dense, Embedding, SimpleRNN
from theanornn.keras.models import Sequential

__all__ = ["CELLS", "build", "run"]

VOCABULARY = 20000
WORD_FEATURES = 128
UNITS = 128
CELLS = {"lstm": LSTM, "gru": GRU, "simplernn": SimpleRNN}


def build(cell="lstm", maxlen=50):
    """The model, compiled.

    Parameters
    ----------
    cell : {"lstm", "gru", "simplernn"}
    maxlen : int
        Words per sentence.

    Returns
    -------
    Sequential
        From int32 ``(batch, maxlen)`` to ``(batch, 1)``, the probability that it is positive.
    """
    model = Sequential()
    model.add(Embedding(VOCABULARY, WORD_FEATURES, input_length=maxlen))
    model.add(CELLS[cell](UNITS, dropout=0.2, recurrent_dropout=0.2))
    model.add(Dense(1, activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


def run(epochs=3, cell="lstm", seed=1, maxlen=50, out="theanornn-demo", say=()):
    """Train, test, save, and classify sentences; print what happens.

    The weights kept are those of the epoch that was most accurate on the validation part.

    Parameters
    ----------
    epochs : int
    cell : {"lstm", "gru", "simplernn"}
    seed : int
        Of initial weights, shuffling and dropout.
    maxlen : int
        Words per sentence; longer ones lose their beginning.
    out : path of a folder
        Gets ``sentiment.safetensors`` (the model), ``sentiment-words.json`` (the number of each
        word) and ``sentiment.png`` (the curves).
    say : list of str
        Sentences to classify. More can be typed where both ends are a terminal.

    Returns
    -------
    float
        Share of the test part that was classified right.
    """
    theanornn.set_seed(seed)
    data = movie_reviews.load_data(num_words=VOCABULARY, maxlen=maxlen)
    sizes = (f"{len(y):,} {name}" for name, (_, y) in zip(data._fields, data[:3]))
    print(f"movie-review snippets: {', '.join(sizes)}; {len(data.word_index):,} words", flush=True)

    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    model_file, words_file = out / "sentiment.safetensors", out / "sentiment-words.json"
    words_file.write_text(json.dumps(data.word_index), encoding="utf-8")

    model = build(cell, maxlen)
    model.summary()
    best = ModelCheckpoint(model_file, monitor="val_accuracy", mode="max", save_best_only=True)
    history = model.fit(
        *data.train,
        batch_size=32,
        epochs=epochs,
        validation_data=data.validation,
        callbacks=[best],
    ).history
    model.load_weights(model_file)
    _, tested = model.evaluate(*data.test, batch_size=32, verbose=0)
    print(f"test accuracy {tested:.4f}")

    plots.curves(history, out / "sentiment.png")
    print(f"model: {model_file}\nits words: {words_file}\ncurves: {out / 'sentiment.png'}")
    for sentence in say:
        print(_judged(model, sentence, data.word_index, maxlen))
    if sys.stdin.isatty() and sys.stdout.isatty():
        _converse(model, data.word_index, maxlen)
    return tested


def _judged(model, sentence, word_index, maxlen):
    """The line that says what the model makes of a sentence."""
    ids = movie_reviews.encode([sentence], word_index, maxlen)
    if ids.max() <= movie_reviews.UNKNOWN_ID:
        return f"no word of it is known: {sentence}"
    positive = float(model.predict(ids)[0, 0])
    verdict = "positive" if positive > 0.5 else "negative"
    return f"{verdict} ({positive:.2f}): {sentence}"


def _converse(model, word_index, maxlen):
    print("Type a sentence; an empty line ends.")
    try:
        while True:
            sentence = input("> ").strip()
            if not sentence:
                return
            print(_judged(model, sentence, word_index, maxlen))
    except (EOFError, KeyboardInterrupt):
        print()
