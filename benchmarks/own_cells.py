"""Recurrences in variants: plain, with masks, and with cells as a user writes them."""

from functools import partial
from typing import NamedTuple

import numpy as np
import our_builds
from measuring import differing

GATES = {"lstm": 4, "gru": 3, "mgu": 2}
VARIANTS = ("plain", "mask", "dropout masks", "own cell")


class Case(NamedTuple):
    """A cell and its sizes; the GRU is the one that resets before the product.

    Modes: ``fwd``, the outputs at all steps; ``fb``, the gradients with respect to all weights;
    each with one of `VARIANTS`. The mgu is a cell of one's own in all of them.
    """

    cell: str
    batch: int
    steps: int
    inputs: int
    units: int

    @property
    def modes(self):
        variants = VARIANTS[:-1] if self.cell == "mgu" else VARIANTS
        return tuple(f"{what}, {each}" for what in ("fwd", "fb") for each in variants)

    @property
    def name(self):
        return f"{self.cell} {self.batch}x{self.steps}x{self.inputs}x{self.units}"

    def operations(self, mode):
        """Floating-point operations in matrix products."""
        rows = 2 * self.batch * self.steps * GATES[self.cell] * self.units
        products = (self.inputs, self.units) if mode == "fwd" else (2 * self.inputs, 3 * self.units)
        return rows * sum(products)


class Variants:
    """The same recurrence in all variants, with masks of ones: all have the same numbers."""

    def __init__(self, build):
        self.build, self.versions = build, our_builds.versions(build)
        self._plain = {}

    def prepare(self, case, mode):
        import theano
        import theano.tensor as T

        import theanornn
        from theanornn.recurrence import recur

        what, _, variant = mode.partition(", ")
        rng = np.random.default_rng(20161)
        cell = _cell_class(case, variant)(case.inputs, case.units, rng=rng)
        inputs = rng.standard_normal((case.steps, case.batch, case.inputs)).astype("float32")
        weighting = rng.standard_normal((case.steps, case.batch, case.units)).astype("float32")
        ones = np.ones((case.steps, case.batch), "float32")
        x, r, mask = T.tensor3("x"), T.tensor3("r"), T.matrix("mask")
        arguments, arrays, masks = [x], [inputs], {}
        sequence = x
        if variant == "mask":
            masks["mask"] = mask
            arguments, arrays = [*arguments, mask], [*arrays, ones]
        if variant == "dropout masks":
            keep = theano.shared(np.ones((case.batch, case.inputs), "float32"))
            sequence = x * keep
            masks["state_dropout"] = theano.shared(np.ones((case.batch, case.units), "float32"))
        hs = recur(cell, sequence, **masks)[0]
        outputs = [hs]
        if what == "fb":
            outputs = T.grad(T.sum(hs * r), list(cell.params.values()))
            arguments, arrays = [*arguments, r], [*arrays, weighting]
        function = theanornn.function(arguments, outputs, build=self.build)
        return lambda: function(*arrays)

    def numbers(self, case, mode, result):
        what, _, variant = mode.partition(", ")
        numbers = list(map(np.asarray, result))
        plain = self._plain.setdefault((case, what), numbers)
        wrong = differing({"plain": plain, variant: numbers})
        if wrong:
            raise ArithmeticError(f"its numbers differ from the plain cell's, by {wrong[variant]}")
        return numbers


def _cell_class(case, variant):
    from theanornn.cells import GRUCell, LSTMCell

    if variant == "own cell" or case.cell == "mgu":
        return _own()[case.cell]
    return {"lstm": LSTMCell, "gru": GRUCell}[case.cell]


def _own():
    import theano.tensor as T

    from theanornn.cells import Cell, LSTMCell

    class OwnLSTM(LSTMCell):
        def step(self, z, h, c):
            def total(gate):
                return self.gate(z, gate) + T.dot(self.dropped(h), self.gate(self.U, gate))

            c = T.nnet.sigmoid(total("f")) * c + T.nnet.sigmoid(total("i")) * T.tanh(total("c"))
            return T.nnet.sigmoid(total("o")) * T.tanh(c), c

    class OwnGRU(Cell):
        gates, states = ("z", "r", "h"), ("h",)

        def step(self, x, h):
            def total(gate, state):
                return self.gate(x, gate) + T.dot(self.dropped(state), self.gate(self.U, gate))

            z, r = T.nnet.sigmoid(total("z", h)), T.nnet.sigmoid(total("r", h))
            return (z * h + (1 - z) * T.tanh(total("h", r * h)),)

    class MinimalGatedUnit(Cell):
        gates, states = ("f", "h"), ("h",)

        def step(self, x, h):
            def total(gate, state):
                return self.gate(x, gate) + T.dot(self.dropped(state), self.gate(self.U, gate))

            f = T.nnet.sigmoid(total("f", h))
            return ((1 - f) * h + f * T.tanh(total("h", f * h)),)

    return {"lstm": OwnLSTM, "gru": OwnGRU, "mgu": MinimalGatedUnit}


BUILDS = {build: partial(Variants, build) for build in our_builds.NAMES}
