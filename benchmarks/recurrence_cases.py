"""Recurrences to be timed, each described once: cell, sizes and numbers, for all builds alike.

Public names: `Case`, `Data`, `data`, `GATES`.
"""

from typing import NamedTuple

import numpy as np

GATES = {"lstm": "ifco", "gru": "zrh", "simplernn": "h"}


class Case(NamedTuple):
    """A cell and its sizes.

    Modes: ``fwd``, the outputs at all steps; ``fb``, the gradients of the sum of those, each times
    a number, with respect to ``W``, ``U`` and the biases of all layers.
    """

    cell: str
    batch: int
    steps: int
    inputs: int
    units: int
    layers: int = 1
    modes: tuple = ("fwd", "fb")

    @property
    def name(self):
        sizes = f"{self.cell} {self.batch}x{self.steps}x{self.inputs}x{self.units}"
        return sizes + f", {self.layers} layers" * (self.layers > 1)

    def operations(self, mode):
        """Floating-point operations in matrix products."""
        rows, total = 2 * self.batch * self.steps * len(GATES[self.cell]) * self.units, 0
        for layer in range(self.layers):
            inputs = self.units if layer else self.inputs
            if mode == "fwd":
                total += rows * (inputs + self.units)
            else:  # the gradient of the input is wanted from the second layer on
                total += rows * ((3 if layer else 2) * inputs + 3 * self.units)
        return total


class Data(NamedTuple):
    """The numbers of a case, float32.

    ``x (steps, batch, inputs)``; of each layer ``W (inputs, gates*units)``, ``U (units,
    gates*units)``, ``b (gates*units,)`` and for the GRU (reset after) ``b_recurrent`` like it; and
    what the outputs are multiplied with, ``weighting (steps, batch, units)``.
    """

    x: np.ndarray
    layers: list
    weighting: np.ndarray


def data(case):
    """The numbers of a case: always the same."""
    rng = np.random.default_rng(20161)
    width = len(GATES[case.cell]) * case.units

    def draw(scale, *shape):
        return (scale * rng.standard_normal(shape)).astype("float32")

    def layer(inputs):
        weights = [
            draw(inputs**-0.5, inputs, width),
            draw(0.5 * case.units**-0.5, case.units, width),
            draw(0.1, width),
        ]
        return [*weights, draw(0.1, width)] if case.cell == "gru" else weights

    return Data(
        x=draw(1.0, case.steps, case.batch, case.inputs),
        layers=[layer(case.units if k else case.inputs) for k in range(case.layers)],
        weighting=draw(1.0, case.steps, case.batch, case.units),
    )
