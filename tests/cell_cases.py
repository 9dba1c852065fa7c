"""Every public cell with its oracle, for the contract suites; and a cell as a user writes it."""

from typing import Callable, NamedTuple

import numpy as np
import theano.tensor as T

from tests import reference
from theanornn.cells import Cell, GRUCell, LSTMCell, SimpleRNNCell


class MinimalGatedUnit(Cell):
    """G.-B. Zhou et al., 2016: a user's own cell, three attributes and nothing else."""

    gates, states = ("f", "h"), ("h",)

    def step(self, x, h):
        h_seen = self.dropped(h)
        f = self.inner_activation(self.gate(x, "f") + T.dot(h_seen, self.gate(self.U, "f")))
        n = self.activation(self.gate(x, "h") + T.dot(f * h_seen, self.gate(self.U, "h")))
        return ((1 - f) * h + f * n,)


def minimal_gated_unit_step(W, U, b):
    n = U.shape[0]

    def step(x, h):
        a = x @ W + b
        f = reference.sigmoid(a[:, :n] + h @ U[:, :n])
        return ((1 - f) * h + f * np.tanh(a[:, n:] + (f * h) @ U[:, n:]),)

    return step


class Case(NamedTuple):
    """A cell class with options, and the oracle of its step as a function of its weights."""

    cell: type
    options: dict
    weights: tuple
    oracle: Callable

    def random_weights(self, rng, n_in, n_units):
        """Return arrays by weight name."""
        rows = {"n_in": (n_in,), "n_units": (n_units,), None: ()}
        arrays = {}
        for name in self.weights:
            spec = self.cell.weight_specs[name]
            blocks = spec.blocks or self.cell.gates
            shape = (*rows[spec.rows], n_units * len(blocks))
            arrays[name] = rng.normal(scale=0.7, size=shape)
        return arrays


CASES = {
    "simple_rnn": Case(SimpleRNNCell, {}, ("W", "U", "b"), reference.simple_rnn_step),
    "simple_rnn_relu": Case(
        SimpleRNNCell,
        {"activation": "relu"},
        ("W", "U", "b"),
        lambda **weights: reference.simple_rnn_step(activation="relu", **weights),
    ),
    "lstm": Case(LSTMCell, {}, ("W", "U", "b"), reference.lstm_step),
    "lstm_peepholes": Case(
        LSTMCell,
        {"inner_activation": "hard_sigmoid"},
        ("W", "U", "b", "peepholes"),
        lambda **weights: reference.lstm_step(inner_activation="hard_sigmoid", **weights),
    ),
    "gru_before": Case(GRUCell, {}, ("W", "U", "b"), reference.gru_step),
    "gru_after": Case(
        GRUCell,
        {"reset_after": True},
        ("W", "U", "b", "b_recurrent"),
        lambda **weights: reference.gru_step(reset_after=True, **weights),
    ),
    "users_own": Case(MinimalGatedUnit, {}, ("W", "U", "b"), minimal_gated_unit_step),
}
