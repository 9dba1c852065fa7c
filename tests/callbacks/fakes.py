"""A model for callbacks that need no model, and what real Keras' callbacks did with the same."""

import json
from pathlib import Path

import numpy as np
import theano

from theanornn.callbacks import Logs

KERAS = json.loads((Path(__file__).parents[1] / "data" / "keras_callbacks.json").read_text())


def cases(kind):
    """(generation, options, what real Keras did) of the callbacks of one kind."""
    return [
        (generation, options, did)
        for generation in (1, 2)
        for options, did in KERAS[str(generation)][kind]
    ]


class Optimizer:
    """A learning rate that is set as theanornn's is."""

    def __init__(self, learning_rate=1.0):
        self._learning_rate = theano.shared(np.float64(learning_rate))

    @property
    def lr(self):
        return self._learning_rate

    @lr.setter
    def lr(self, value):
        self._learning_rate.set_value(np.float64(value))


class Model:
    """Weights that are one object, files that are names."""

    def __init__(self):
        self.stop_training = False
        self.optimizer = Optimizer()
        self.weights_now = None
        self.files = []

    def get_weights(self):
        return self.weights_now

    def set_weights(self, weights):
        self.weights_now = weights

    def save(self, path):
        self.files.append(path)

    save_weights = save


def epochs(callback, values, model=None):
    """Call the callback with the values as ``val_loss`` and ``val_acc``; yield the model."""
    model = model or Model()
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, value in enumerate(values):
        model.weights_now = epoch
        callback.on_epoch_end(epoch, Logs(val_loss=value, val_acc=value))
        yield model
        if model.stop_training:
            break
    callback.on_train_end()
