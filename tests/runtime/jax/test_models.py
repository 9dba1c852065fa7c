"""Whole models: training in the JAX build is training in the other, step for step."""

import numpy as np
import pytest

pytest.importorskip("jax")

import theanornn  # noqa: E402
from theanornn import optimizers  # noqa: E402
from theanornn.keras.layers import (  # noqa: E402
    GRU,
    LSTM,
    BatchNormalization,
    Bidirectional,
    Conv1D,
    Dense,
    Dropout,
    Embedding,
    MaxPooling1D,
    SimpleRNN,
)
from theanornn.keras.models import Sequential  # noqa: E402

OPTIMIZERS = ["sgd", "rmsprop", "adagrad", "adadelta", "adam", "adamax", "nadam"]


def trained(layers, build, optimizer="adam", seed=4, steps=3):
    """Losses, weights and predictions of a model that was trained a little."""
    theanornn.set_seed(seed)
    rng = np.random.default_rng(seed)
    ids, y = rng.integers(1, 20, (6, 9)), np.eye(3)[rng.integers(0, 3, 6)]
    ids[0, 5:] = ids[3, 2:] = 0
    model = Sequential(layers())
    model.compile(
        optimizers.get(optimizer), "categorical_crossentropy", metrics=["accuracy"], build=build
    )
    losses = [model.train_on_batch(ids, y) for _ in range(steps)]
    return [np.array(losses), model.predict(ids), *model.get_weights()]


def compare(layers, **options):
    for a, b in zip(*(trained(layers, build, **options) for build in ("jax-cpu", "cpu"))):
        np.testing.assert_allclose(a, b, atol=1e-9, rtol=1e-7)


MODELS = {
    "lstm with dropout": lambda: [
        Embedding(20, 4, mask_zero=True),
        LSTM(5, dropout=0.2, recurrent_dropout=0.3),
        Dropout(0.5),
        Dense(3, activation="softmax"),
    ],
    "both directions": lambda: [
        Embedding(20, 4, mask_zero=True),
        Bidirectional(GRU(3, return_sequences=True)),
        SimpleRNN(4),
        BatchNormalization(),
        Dense(3, activation="softmax"),
    ],
    "convolution": lambda: [
        Embedding(20, 4, input_length=9),
        Conv1D(5, 3, activation="relu"),
        MaxPooling1D(2),
        SimpleRNN(3),
        Dense(3, activation="softmax"),
    ],
}


@pytest.mark.parametrize("name", MODELS)
def test_models_learn_the_same(name):
    compare(MODELS[name])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers_do_the_same(name):
    compare(
        lambda: [Embedding(20, 3), SimpleRNN(2), Dense(3, activation="softmax")],
        optimizer={"class_name": name, "config": {"clipnorm": 0.5}},
        steps=2,
    )
