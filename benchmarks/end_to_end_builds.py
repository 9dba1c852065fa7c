"""The ways to train of training_builds.py, until the model is accurate.

Timed are the steps of training alone: neither compiling (the first step counts as the second) nor
the accuracy on the validation part, which is computed from the weights, the same way for all.
"""

import time
from typing import NamedTuple

import numpy as np
import training_models
from training_builds import TRAINERS


class Case(NamedTuple):
    """The model, as of training_models, the data (a file of arrays), and when to stop."""

    name: str
    path: str
    target: float
    epochs: int
    model: training_models.Case
    modes: tuple = ("train",)


def data(case):
    """Arrays of the file: ids and classes to train on, ids and classes to judge by."""
    with np.load(case.path) as file:
        return [file[name] for name in ("x", "y", "x_val", "y_val")]


def initial_weights(model):
    """Those of training_step.py, but for a bias of 1 of the forget gate, as Keras has it."""
    weights = training_models.data(model).weights
    bias = np.zeros_like(weights[3])
    bias[model.units : 2 * model.units] = 1
    weights[3] = bias
    return weights


def accuracy(weights, ids, classes):
    """Share of sentences that a model with these weights judges right, by NumPy."""
    embedding, W, U, b, W_out, b_out = weights
    h = c = np.zeros((len(ids), len(U)), "float32")
    for t in range(ids.shape[1]):
        i, f, g, o = np.split(embedding[ids[:, t]] @ W + h @ U + b, 4, axis=1)
        c = _sigmoid(f) * c + _sigmoid(i) * np.tanh(g)
        h = _sigmoid(o) * np.tanh(c)
    return float(np.mean(((h @ W_out + b_out)[:, 0] > 0) == (classes > 0)))


def _sigmoid(x):
    return 0.5 + 0.5 * np.tanh(0.5 * x)


class Trained:
    """A process that trains until the model is accurate; see `workers`."""

    def __init__(self, trainer):
        self.trainer, self.versions = trainer, trainer.versions

    def prepare(self, case, mode):
        x, y, x_val, y_val = data(case)
        step, weights = self.trainer.build(case.model, initial_weights(case.model))
        order, size = np.random.default_rng(1), case.model.batch
        seconds, reached, times = [], [], []
        for _ in range(case.epochs):
            shuffled = order.permutation(len(x))
            for start in range(0, len(x) - size + 1, size):
                chosen = shuffled[start : start + size]
                ids, targets = x[chosen], y[chosen, None].astype("float32")
                started = time.perf_counter()
                float(step(ids, targets))
                times.append(time.perf_counter() - started)
            times[0] = times[1]
            seconds.append(sum(times))
            reached.append(accuracy(weights(), x_val, y_val))
            if reached[-1] >= case.target:
                break
        self._curve = [np.array(seconds), np.array(reached)]
        return lambda: None

    def numbers(self, case, mode, result):
        return self._curve


def _trained(trainer):
    return lambda: Trained(trainer())


BUILDS = {name: _trained(trainer) for name, trainer in TRAINERS.items()}
