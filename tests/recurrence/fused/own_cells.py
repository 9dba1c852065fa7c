"""Cells as users might write them, each with a difficulty of its own for the fused driver."""

import numpy as np
import theano
import theano.tensor as T

from theanornn.cells import Cell, LSTMCell, SimpleRNNCell
from theanornn.cells.base import WeightSpec


class SlicedLSTM(LSTMCell):
    """The LSTM with a product for each gate, in another order than the columns of ``U``."""

    def step(self, z, h, c):
        def total(name):
            return T.dot(h, self.gate(self.U, name)) + self.gate(z, name)

        o, f, i = (self.inner_activation(total(name)) for name in "ofi")
        c = i * self.activation(total("c")) + f * c
        return o * self.activation(c), c


class Odd(Cell):
    """Three states, two weight matrices, a product of two left operands side by side, branches."""

    gates, states = ("a", "b", "c"), ("h", "c", "s")
    weight_specs = {
        **Cell.weight_specs,
        "V": WeightSpec("n_units", "glorot_uniform", blocks=("p", "q")),
        "peepholes": WeightSpec(None, "uniform", blocks=("p", "q")),
    }

    def step(self, z, h, c, s):
        a, b, g = self.split(z)
        p, q = self.split(self.V, 2)
        to_a, to_b = self.split(self.peepholes, 2)
        m = T.tanh((a + T.dot(h, self.gate(self.U, "a"))) * T.dot(s, p))
        both = T.concatenate([m, T.tanh(c)], axis=1)
        mixed = T.dot(both[:, : self.n_units], self.gate(self.U, "b", "c"))
        u, v = self.split(mixed + T.dot(both[:, self.n_units :], self.V), 2)
        c_new = T.nnet.sigmoid(b + u + c * to_a) * c + T.tanh(g) * T.exp(-T.sqr(v))
        s_new = T.nnet.softplus(0.5 * s + v) / (1 + T.sqr(c_new)) - T.nnet.relu(u, 0.1) * to_b
        # Both branches have the same value and slope at zero: rounding decides nothing.
        h_new = T.switch(T.gt(c_new, 0), T.tanh(c_new), -T.log1p(abs(c_new))) + 0.5 * s_new
        return h_new, c_new, 0.5 * s_new + T.clip(T.dot(h, q), -2, 0.5)


class Stacked(Cell):
    """One product of two left operands side by side, with a matrix that is a plain attribute."""

    gates, states = ("a", "b"), ("h", "c")

    def __init__(self, n_in, n_units, **options):
        super().__init__(n_in, n_units, **options)
        size = (2 * self.n_units, 2 * self.n_units)
        values = np.random.default_rng(5).normal(size=size) / np.sqrt(size[0])
        self.M = theano.shared(values.astype(self.U.dtype), "M")

    def step(self, z, h, c):
        a, b = self.split(T.tanh(z + T.dot(T.concatenate([h, a_of(c)], axis=1), self.M)))
        top = T.dot(a, self.M[: self.n_units, self.n_units :])
        return a * h + b * c + 0.1 * top, a - b + T.dot(h, self.gate(self.U, "b"))


def a_of(c):
    return T.tanh(2 * c)


class Scaled(LSTMCell):
    """Reads a number, a vector and a row that are attributes but no weights."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.alpha = T.scalar("alpha", dtype=self.U.dtype)
        self.shift = T.vector("shift", dtype=self.U.dtype)
        self.row = T.row("row", dtype=self.U.dtype)

    def step(self, z, h, c):
        h, c = super().step(self.alpha * z, self.row * h, (1 - self.alpha) * c)
        return T.tanh(h + self.shift), c


class Clipped(SimpleRNNCell):
    """Limits the gradient that flows back, and stops part of it."""

    def step(self, z, h):
        inner = theano.gradient.grad_clip(T.dot(h, self.U), -0.01, 0.01)
        return (T.tanh(z + inner) + theano.gradient.zero_grad(0.1 * h),)


class Zoneout(LSTMCell):
    """Keeps some of each state as it was (D. Krueger et al., 2017): masks given as constants."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.keep_h = T.matrix("keep_h", dtype=self.U.dtype)
        self.keep_c = T.matrix("keep_c", dtype=self.U.dtype)

    def step(self, z, h, c):
        new_h, new_c = super().step(z, h, c)
        return T.switch(self.keep_h, h, new_h), self.keep_c * c + (1 - self.keep_c) * new_c
