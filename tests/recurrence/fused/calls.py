"""Kernels of a cell called without a graph around them, with whatever is no part of a kernel."""

import numpy as np
import theano.tensor as T

from theanornn.recurrence import recur
from theanornn.recurrence.fused.ops import Fused, FusedGradient


class Calls:
    """A recurrence as a function of arrays by name, as `comparison.Function` is one.

    Parameters
    ----------
    cell : Cell
        Over symbolic variables.
    dtype : str
    masked : bool
    """

    def __init__(self, cell, dtype, masked):
        self.cell, self.dtype = cell, dtype
        x, mask = T.TensorType(dtype, (False,) * 3)(), T.TensorType(dtype, (False,) * 2)()
        states = recur(cell, x, mask=mask if masked else None, how="fused")
        self.recipe = states[0].owner.op.recipe

    def __call__(self, arrays, saving=True, connected=None, x_wanted=True, **options):
        """Return states and gradients by name.

        Parameters
        ----------
        arrays : dict
            See `comparison.random_arrays`.
        saving : bool
            False: there are no gradients.
        connected : sequence of bool or None
            The states that the loss depends on; None: on all of them.
        x_wanted : bool
        **options
            Of the recipe, in place of what it has.
        """
        given = ("projected", "biased", "reverse", "truncate_gradient", "checkpoint", "name")
        options = {**{name: getattr(self.recipe, name) for name in given}, **options}
        fields = ("interface", "source", "equations", "backward")
        derived = [getattr(self.recipe, name) for name in fields]
        recipe = type(self.recipe)(derived, **options)
        inputs, states = self._inputs(recipe, arrays), self.cell.states
        outputs = _perform(Fused(recipe, saving), inputs, len(states) + saving)
        results = dict(zip(states, outputs))
        if not saving:
            return results
        connected = (True,) * len(states) if connected is None else tuple(map(bool, connected))
        outer = [arrays[f"of_{name}"] for name, one in zip(states, connected) if one]
        outer = [np.ascontiguousarray(array, self.dtype) for array in outer]
        operation = FusedGradient(recipe, connected, x_wanted)
        wanted = operation.wanted
        gradients = _perform(operation, [*inputs, *outputs, *outer], len(wanted))
        for (kind, name), gradient in zip(wanted, gradients):
            if kind == "initial":
                name = f"{states[name]}_before"
            elif kind in ("x", "W", "b"):
                name = kind
            elif kind == "vectors" and np.ndim(arrays[name]) == 0:
                gradient = gradient.sum()
            elif kind == "vectors":
                gradient = gradient.reshape(arrays[name].shape)
            results[f"gradient of {name}"] = gradient
        return results

    def _inputs(self, recipe, arrays):
        cell = self.cell
        steps, batch = arrays["x"].shape[:2]
        units = arrays[f"{cell.states[0]}_before"].shape[1]
        inputs = []
        for kind, name in recipe.roles:
            array = arrays[name] if isinstance(name, str) else arrays.get(kind)
            if kind == "x" and not recipe.projected:
                array = np.resize(array, (steps, batch, len(cell.gates) * units))
            elif kind == "initial":
                array = arrays[f"{cell.states[name]}_before"]
            elif kind in ("vectors", "constants"):
                columns = getattr(recipe.interface, kind)[name].columns * units
                array = array.ravel() if kind == "vectors" else array
                shape = (columns,) if kind == "vectors" else (batch, columns)
                array = np.broadcast_to(array, shape)
            inputs.append(np.array(array, self.dtype))
        return inputs


def _perform(operation, inputs, n_outputs):
    storage = [[None] for _ in range(n_outputs)]
    operation.perform(None, inputs, storage)
    return [cell[0] for cell in storage]
