"""Steps written for ``theano.scan``, in it and in ``theanornn.scan``; see hand_written_scans.py."""

import sys
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

GATES = {"masked_lstm": 4, "four_matrices": 4, "masked_gru": 3}


class Case(NamedTuple):
    """A step of ``tests/scanning/steps.py`` and its sizes."""

    step: str
    batch: int
    steps: int
    inputs: int
    units: int
    modes: tuple = ("fwd", "fb")

    @property
    def name(self):
        return f"{self.step} {self.batch}x{self.steps}x{self.inputs}x{self.units}"

    def operations(self, mode):
        """Floating-point operations in matrix products."""
        rows = 2 * self.batch * self.steps * GATES[self.step] * self.units
        products = (self.inputs, self.units) if mode == "fwd" else (2 * self.inputs, 3 * self.units)
        return rows * sum(products)


class Ours:
    """``theanornn.scan``."""

    def __init__(self):
        import theanornn  # before Theano, which works only then where nothing is installed

        self.versions = {"theanornn": theanornn.__version__, "theano": version("Theano-PyMC")}

    def loop(self):
        from theanornn import scan

        return scan

    def prepare(self, case, mode):
        import theano
        import theano.tensor as T

        from tests.scanning import steps

        rng = np.random.default_rng(20161)
        x, mask, weighting = T.tensor3("x"), T.matrix("mask"), T.tensor3("weighting")
        program, scale = steps.FUSED[case.step], 0.2 * case.units**-0.5
        outputs, weights = program(self.loop(), rng, x, mask, case.inputs, case.units)
        weights = [each for each in weights if hasattr(each, "set_value")]
        for each in weights:
            each.set_value(scale * each.get_value())
        wanted = [outputs[0]]
        if mode == "fb":
            wanted = T.grad(T.sum(outputs[0] * weighting), weights)
        arrays = [
            rng.standard_normal((case.steps, case.batch, case.inputs)),
            rng.uniform(size=(case.steps, case.batch)) < 0.8,
            rng.standard_normal((case.steps, case.batch, case.units)),
        ]
        arrays = [array.astype("float32") for array in arrays]
        function = theano.function([x, mask, weighting], wanted, on_unused_input="ignore")
        return lambda: function(*arrays)

    def numbers(self, case, mode, result):
        return list(map(np.asarray, result))


class Theanos(Ours):
    """``theano.scan``."""

    def loop(self):
        import theano

        return theano.scan


BUILDS = {"cpu": Ours, "cpu-scan": Theanos}
