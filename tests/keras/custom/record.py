"""What the models of `layers_keras1` and `layers_keras2` compute: six steps of training each.

``python record.py 1 keras1.npz`` (with 2 for Keras 2) in an environment that has the real Keras,
floatX float64, and the two modules beside it, makes the files of tests/data/golden/custom_layers.
"""

import sys

import numpy as np


def data(name):
    """Input and targets of the model of this name."""
    rng = np.random.RandomState(7)
    ids = rng.randint(1, 9, size=(6, 5))
    for row, length in enumerate([5, 3, 1, 4, 5, 2]):
        ids[row, length:] = 0
    x = {
        "two_inputs": [rng.normal(size=(6, 5, 4)), rng.normal(size=(6, 3))],
        "functions": rng.normal(size=(6, 5, 4)),
        "centered": rng.normal(size=(6, 4)) + 1,
        "subclass": rng.normal(size=(6, 4)),
        "recurrent_stateful": rng.normal(size=(6, 5, 4)),
        "attention_decoder": rng.normal(size=(6, 5, 4)),
    }.get(name, ids)
    return x, rng.normal(size=(6, 1))


def results(model, optimizer, name):
    """Predictions before and after six steps, their losses, and the weights."""
    rng = np.random.RandomState(11)
    model.set_weights([rng.normal(scale=0.5, size=w.shape) for w in model.get_weights()])
    model.compile(optimizer, "mse")
    x, y = data(name)
    found = {"before": model.predict(x), "losses": [model.train_on_batch(x, y) for _ in range(6)]}
    found["after"] = model.predict(x)
    found["tested"] = model.test_on_batch(x, y)
    for number, weight in enumerate(model.get_weights()):
        found[f"weight_{number}"] = weight
    return {f"{name}/{key}": np.asarray(value) for key, value in found.items()}


if __name__ == "__main__":
    import importlib

    import keras

    for module in ("backend", "engine.topology", "models", "layers", "regularizers", "constraints"):
        importlib.import_module("keras." + module)
    generation, path = int(sys.argv[1]), sys.argv[2]
    own = ["keras.initializations"] if generation == 1 else ["keras.initializers", "keras.legacy"]
    for module in own:
        importlib.import_module(module)
    module = importlib.import_module(f"layers_keras{generation}")
    recorded = {}
    for make in module.models(keras):
        optimizer = keras.optimizers.SGD(lr=0.1)
        recorded.update(results(make(), optimizer, make.__name__))
    np.savez_compressed(path, **recorded)
