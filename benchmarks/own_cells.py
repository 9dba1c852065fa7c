"""The fused recurrence in variants: plain, with masks, and with cells as a user writes them."""

from importlib.metadata import version
from typing import NamedTuple

import numpy as np
from workers import Skipped

GATES = {"lstm": 4, "gru": 3, "mgu": 2}


class Case(NamedTuple):
    """A cell and its sizes; the GRU is the one that resets before the product.

    Modes: ``fwd``, the outputs at all steps; ``fb``, the gradients with respect to all weights.
    """

    cell: str
    batch: int
    steps: int
    inputs: int
    units: int
    modes: tuple = ("fwd", "fb")

    @property
    def name(self):
        return f"{self.cell} {self.batch}x{self.steps}x{self.inputs}x{self.units}"

    def operations(self, mode):
        """Floating-point operations in matrix products."""
        rows = 2 * self.batch * self.steps * GATES[self.cell] * self.units
        products = (self.inputs, self.units) if mode == "fwd" else (2 * self.inputs, 3 * self.units)
        return rows * sum(products)


class Plain:
    """The built-in cell by itself, or the MGU of one's own."""

    masked = dropped = False

    def __init__(self):
        import theanornn

        self.versions = {"theanornn": theanornn.__version__, "theano": version("Theano-PyMC")}

    def cell_class(self, case):
        from theanornn.cells import GRUCell, LSTMCell

        return {"lstm": LSTMCell, "gru": GRUCell}.get(case.cell) or _own()["mgu"]

    def prepare(self, case, mode):
        import theano
        import theano.tensor as T

        from theanornn.recurrence import recur

        rng = np.random.default_rng(20161)
        cell = self.cell_class(case)(case.inputs, case.units, rng=rng)
        inputs = rng.standard_normal((case.steps, case.batch, case.inputs)).astype("float32")
        weighting = rng.standard_normal((case.steps, case.batch, case.units)).astype("float32")
        ones = np.ones((case.steps, case.batch), "float32")
        x, r, mask = T.tensor3("x"), T.tensor3("r"), T.matrix("mask")
        arguments, arrays, masks = [x], [inputs], {}
        sequence = x
        if self.masked:
            masks["mask"] = mask
            arguments, arrays = [*arguments, mask], [*arrays, ones]
        if self.dropped:
            keep = theano.shared(np.ones((case.batch, case.inputs), "float32"))
            sequence = x * keep
            masks["state_dropout"] = theano.shared(np.ones((case.batch, case.units), "float32"))
        hs = recur(cell, sequence, how="fused", **masks)[0]
        outputs = [hs]
        if mode == "fb":
            outputs = T.grad(T.sum(hs * r), list(cell.params.values()))
            arguments, arrays = [*arguments, r], [*arrays, weighting]
        function = theano.function(arguments, outputs)
        return lambda: function(*arrays)

    def numbers(self, case, mode, result):
        return list(map(np.asarray, result))


class Masked(Plain):
    """With a mask of time."""

    masked = True


class Dropped(Plain):
    """With masks on input and state, the same at all steps."""

    dropped = True


class Own(Plain):
    """With the cell's equations written once more, as a user would."""

    def cell_class(self, case):
        if case.cell == "mgu":
            raise Skipped("it is a cell of one's own already")
        return _own()[case.cell]


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


BUILDS = {"plain": Plain, "mask": Masked, "dropout masks": Dropped, "own cell": Own}
