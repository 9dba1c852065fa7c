"""Training on generators against what Keras 1.2.2 and 2.3.1 computed with the same weights."""

import json
from pathlib import Path

import numpy as np
import pytest

from theanornn.layers import Dense
from theanornn.models import Sequential

KERAS = json.loads((Path(__file__).parents[1] / "data" / "keras_generators.json").read_text())
X, Y, W = (np.array(KERAS["data"][name]) for name in "XYW")
#: Batches and samples of an epoch: all of the data, and a part of it.
FULL, PART = {1: 10, 2: 3}, {1: 7, 2: 2}
CLASSES = {0: 1.0, 1: 3.0}


def batches(weighted=False, only_x=False):
    while True:
        start = 0
        for size in (4, 3, 3):
            part = slice(start, start + size)
            start += size
            batch = (X[part], Y[part], W[part])
            yield batch[0] if only_x else batch[: 3 if weighted else 2]


def make_model(generation):
    layers = [Dense(2, input_dim=3, activation="tanh"), Dense(1, activation="sigmoid")]
    model = Sequential(layers)
    model.generation = generation
    model.compile("sgd", "binary_crossentropy", metrics=["accuracy", "mse"])
    model.set_weights([np.array(array) for array in KERAS["data"]["weights"]])
    return model


CASES = {
    "plain": ({}, {}),
    "weighted": ({"weighted": True}, {}),
    "classes": ({}, {"class_weight": CLASSES}),
    "both": ({"weighted": True}, {"class_weight": CLASSES}),
    "part": ({}, {}),
    "val_arrays": ({}, {"validation_data": (X[:7], Y[:7])}),
    "val_weighted": ({}, {"validation_data": (X[:7], Y[:7], W[:7])}),
    "val_generator": ({}, {"validation_steps": 2}),
}


@pytest.mark.filterwarnings("ignore:the batches of an epoch had")
@pytest.mark.parametrize(
    "generation, name", [(g, name) for g in (1, 2) for name in CASES if name in KERAS[str(g)]]
)
def test_fit_generator(generation, name):
    expected, model = KERAS[str(generation)][name], make_model(generation)
    source, options = CASES[name]
    if name == "val_generator":
        options = {**options, "validation_data": batches()}
    amount = (PART if name == "part" else FULL)[generation]
    if generation == 1:
        counts = {"samples_per_epoch": amount, "nb_epoch": 3, "max_q_size": 2}
    else:
        counts = {"steps_per_epoch": amount, "epochs": 3, "max_queue_size": 2}
    history = model.fit_generator(batches(**source), verbose=0, **counts, **options).history
    assert set(history) == set(expected["history"])
    for key, values in expected["history"].items():
        if (name, key) == ("val_generator", "val_loss"):
            continue  # Keras 2.3.1 gives the loss of the last batch alone for that of all
        np.testing.assert_allclose(history[key], values, rtol=1e-9, err_msg=key)
    for array, wanted in zip(model.get_weights(), expected["weights"]):
        np.testing.assert_allclose(array, wanted, rtol=1e-9)


@pytest.mark.parametrize("generation", [1, 2])
def test_evaluate_and_predict(generation):
    expected, model = KERAS[str(generation)], make_model(generation)
    size = "val_samples" if generation == 1 else "steps"
    for name, weighted, amount in (("evaluate", True, FULL), ("evaluate_part", False, PART)):
        got = model.evaluate_generator(batches(weighted), **{size: amount[generation]})
        np.testing.assert_allclose(got[1:], expected[name][1:], rtol=1e-9)
        # As above, Keras 2.3.1's loss is that of the last batch.
        np.testing.assert_allclose(got[0], KERAS["1"][name][0], rtol=1e-9)
    got = model.predict_generator(batches(only_x=True), **{size: FULL[generation]})
    np.testing.assert_allclose(got, expected["predict"], rtol=1e-9)
