import json
from pathlib import Path

import numpy as np
import pytest

from theanornn.datasets import movie_reviews
from theanornn.demos import sentiment
from theanornn.models import load_model

KIND, UNKIND = ["good", "fine"], ["bad", "dull"]


@pytest.fixture(autouse=True)
def short_reviews(monkeypatch):
    """Snippets whose sentiment hangs on one word of four, and a small model."""
    rng = np.random.default_rng(0)

    def snippets(count):
        scores = rng.choice([-1.0, 1.0], size=count)
        texts = [f"A {rng.choice(KIND if score > 0 else UNKIND)} film" for score in scores]
        return movie_reviews.Snippets(texts, scores)

    texts = movie_reviews.MovieTexts(snippets(256), snippets(32), snippets(32))
    monkeypatch.setattr(movie_reviews, "load_texts", lambda: texts)
    monkeypatch.setattr(sentiment, "VOCABULARY", 10)


def test_learns_saves_and_judges(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sentiment, "WORD_FEATURES", 16)
    monkeypatch.setattr(sentiment, "UNITS", 16)
    say = ["A good film!", "A dull film.", "zzz"]
    accuracy = sentiment.run(epochs=8, maxlen=3, out=tmp_path / "new", say=say)
    lines = capsys.readouterr().out.splitlines()
    assert accuracy == 1.0
    assert "test accuracy 1.0000" in lines
    assert sum(line.startswith("Epoch ") and "val_loss" in line for line in lines) == 8
    assert lines[-3].startswith("positive (") and lines[-3].endswith("A good film!")
    assert lines[-2].startswith("negative (")
    assert lines[-1] == "no word of it is known: zzz"
    files = sorted((tmp_path / "new").iterdir())
    assert [file.name for file in files] == (
        ["sentiment-words.json", "sentiment.png", "sentiment.safetensors"]
    )
    for file in files:
        assert any(line.endswith(str(file)) for line in lines)

    words, _, weights = files
    ids = movie_reviews.encode([say[0]], json.loads(words.read_text(encoding="utf-8")), maxlen=3)
    assert f"({load_model(weights).predict(ids)[0, 0]:.2f})" in lines[-3]


@pytest.mark.parametrize("cell", sentiment.CELLS)
def test_the_seed_model(cell):
    embedding, recurrent, dense = sentiment.build(cell, maxlen=7).layers
    assert (embedding.input_dim, embedding.output_dim) == (sentiment.VOCABULARY, 128)
    assert type(recurrent) is sentiment.CELLS[cell]
    assert (recurrent.units, recurrent.dropout, recurrent.recurrent_dropout) == (128, 0.2, 0.2)
    assert embedding.input_shape == (None, 7) and dense.output_shape == (None, 1)


class Trained:
    """Stands for a model: an epoch is as good as it is told, and every sentence is bad."""

    def __init__(self, *accuracies):
        self.accuracies, self.epoch = accuracies, None

    def fit(self, *data, callbacks, epochs, **arguments):
        for callback in callbacks:
            callback.set_model(self)
            callback.on_train_begin({})
        for self.epoch in range(epochs):
            for callback in callbacks:
                callback.on_epoch_end(self.epoch, {"val_accuracy": self.accuracies[self.epoch]})
        return type("History", (), {"history": {"loss": [1.0] * epochs}})

    def save(self, path):
        Path(path).write_text(str(self.epoch))

    def load_weights(self, path):
        self.epoch = int(Path(path).read_text())

    def evaluate(self, *arguments, **options):
        return [0.5, self.accuracies[self.epoch]]

    def predict(self, ids):
        return np.array([[0.1]])

    def summary(self):
        pass


def test_keeps_the_epoch_that_was_best_in_validation(tmp_path, monkeypatch):
    monkeypatch.setattr(sentiment, "build", lambda *arguments: Trained(0.4, 0.9, 0.4))
    assert sentiment.run(epochs=3, maxlen=3, out=tmp_path) == 0.9


@pytest.mark.parametrize("terminal", [False, True])
def test_asks_only_at_a_terminal(terminal, tmp_path, monkeypatch, capsys):
    typed = iter(["a bad film", "", "never read"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))
    monkeypatch.setattr("sys.stdin.isatty", lambda: terminal)
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal, raising=False)
    monkeypatch.setattr(sentiment, "build", lambda *arguments: Trained(0.5))
    sentiment.run(epochs=1, maxlen=3, out=tmp_path)
    assert next(typed) == ("never read" if terminal else "a bad film")
    assert ("negative (0.10): a bad film" in capsys.readouterr().out) == terminal


def test_the_prompt_ends_with_the_input(tmp_path, monkeypatch, capsys):
    def end(prompt):
        raise EOFError

    monkeypatch.setattr("builtins.input", end)
    sentiment._converse(Trained(), {"a": 2}, maxlen=3)
    assert capsys.readouterr().out.endswith("\n")
