import json

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


@pytest.mark.parametrize("cell", ["lstm", "gru", "simplernn"])
def test_learns_saves_and_judges(cell, tmp_path, capsys):
    say = ["A good film!", "A dull film.", "zzz"]
    accuracy = sentiment.run(epochs=2, cell=cell, maxlen=3, out=tmp_path / "new", say=say)
    lines = capsys.readouterr().out.splitlines()
    assert accuracy == 1.0
    assert "test accuracy 1.0000" in lines
    assert sum(line.startswith("Epoch ") and "val_loss" in line for line in lines) == 2
    assert lines[-3].startswith("positive (") and lines[-3].endswith("A good film!")
    assert lines[-2].startswith("negative (")
    assert lines[-1] == "no word of it is known: zzz"
    saved = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert saved == ["sentiment-words.json", "sentiment.png", "sentiment.safetensors"]
    for name in saved:
        assert any(line.endswith(name) for line in lines)


def test_the_saved_model_judges_as_it_did(tmp_path, capsys):
    sentiment.run(epochs=1, maxlen=3, out=tmp_path, say=["A fine film"])
    said = capsys.readouterr().out.splitlines()[-1]
    model = load_model(tmp_path / "sentiment.safetensors")
    words = json.loads((tmp_path / "sentiment-words.json").read_text(encoding="utf-8"))
    positive = model.predict(movie_reviews.encode(["A fine film"], words, maxlen=3))[0, 0]
    assert said == f"positive ({positive:.2f}): A fine film"


def test_keeps_the_epoch_that_was_best_on_the_validation_part(tmp_path, monkeypatch):
    evaluated = iter([0.9, 0.4, 0.4])
    model = sentiment.build(maxlen=3)
    weights = []

    def fit(*data, callbacks, epochs, **arguments):
        for callback in callbacks:
            callback.set_model(model)
            callback.on_train_begin({})
        for epoch in range(epochs):
            model.set_weights([weight + 1 for weight in model.get_weights()])
            weights.append(model.get_weights())
            name = f"val_{model.metrics_names[1]}"
            for callback in callbacks:
                callback.on_epoch_end(epoch, {name: next(evaluated)})
        return type("History", (), {"history": {"loss": [1.0] * epochs}})

    monkeypatch.setattr(sentiment, "build", lambda cell, maxlen: model)
    monkeypatch.setattr(model, "fit", fit)
    sentiment.run(epochs=3, maxlen=3, out=tmp_path)
    for kept, best in zip(model.get_weights(), weights[0]):
        np.testing.assert_array_equal(kept, best)


def test_asks_only_at_a_terminal(tmp_path, monkeypatch, capsys):
    typed = iter(["a bad film", "", "never read"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))
    sentiment.run(epochs=1, maxlen=3, out=tmp_path)
    assert next(typed) == "a bad film"

    typed = iter(["a bad film", "", "never read"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    sentiment.run(epochs=1, maxlen=3, out=tmp_path)
    assert next(typed) == "never read"
    assert "negative (" in capsys.readouterr().out.splitlines()[-1]
