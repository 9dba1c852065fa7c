"""Cells as users write them."""

import theano.tensor as T

from theanornn.cells import Cell
from theanornn.initializers import RandomUniform
from theanornn.layers import Layer


class MinimalGatedUnit(Cell):
    """A cell of theanornn's kind."""

    gates, states = ("f", "h"), ("h",)

    def step(self, x, h):
        f = self.inner_activation(self.gate(x, "f") + T.dot(h, self.gate(self.U, "f")))
        n = self.activation(self.gate(x, "h") + T.dot(f * h, self.gate(self.U, "h")))
        return ((1 - f) * h + f * n,)


class Minimal(Layer):
    """A cell of Keras' kind: a simple recurrence without bias."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = self.state_size = units

    def create_params(self, input_shape):
        self.kernel = self.add_param("W", (input_shape[-1], self.units), RandomUniform())
        self.recurrent = self.add_param("U", (self.units, self.units), RandomUniform())

    def call(self, inputs, states):
        h = T.tanh(T.dot(inputs, self.kernel) + T.dot(states[0], self.recurrent))
        return h, [h]

    def get_config(self):
        return {**super().get_config(), "units": self.units}


class WithConstants(Minimal):
    """It sees something besides its input at each step."""

    def build(self, input_shape):
        step_shape, constant_shape = input_shape
        self.from_constant = self.add_param("C", (constant_shape[-1], self.units), RandomUniform())
        super().build(step_shape)

    def call(self, inputs, states, constants):
        h, _ = super().call(inputs, states)
        h = h + T.dot(constants[0], self.from_constant)
        return h, [h]


class TwoSizes:
    """No layer, without weights; two states of different sizes, and an output that is neither."""

    state_size = (2, 1)
    output_size = 3

    def call(self, inputs, states, training=None):
        a = states[0] + inputs
        b = states[1] + T.sum(inputs, axis=1, keepdims=True)
        scale = 10 if training else 1
        return scale * T.concatenate([a, b], axis=1), [a, b]
