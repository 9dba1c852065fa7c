"""The fused driver beside scan: the same recurrence as functions of the same arrays by name."""

import functools
from typing import NamedTuple

import numpy as np
import theano
import theano.tensor as T

from theanornn.recurrence import recur

# Relative to the largest entry of what is compared.
TOLERANCE = {"float64": 1e-10, "float32": 1e-5}


class Sizes(NamedTuple):
    """Of the data of one call."""

    steps: int
    batch: int
    n_in: int
    n_units: int


def symbolic(cell_type, dtype, options):
    """Return a cell over symbolic weights; also its other variables are inputs."""
    names = [name for name in cell_type.weight_specs if _is_used(cell_type, name, options)]
    weights = {}
    for name in names:
        ndim = 1 + (cell_type.weight_specs[name].rows is not None)
        weights[name] = T.TensorType(dtype, (False,) * ndim)(name)
    # A weight that is asked for by an option of its own name stands in for it.
    return cell_type.over(**{**options, **weights})


def _is_used(cell_type, name, options):
    cell = cell_type(1, 1, **options)
    return getattr(cell, name) is not None


class Function:
    """A recurrence as a function of arrays by name.

    Parameters
    ----------
    cell : Cell
        Over symbolic variables.
    how : str
    dtype : str
    masked : bool
    loss_on : sequence of int or None
        The states that the loss depends on; None: on all of them.
    **options
        Of ``recur``.
    """

    def __init__(self, cell, how, dtype, masked=True, loss_on=None, **options):
        tensor3 = T.TensorType(dtype, (False,) * 3)
        self.cell, self.dtype = cell, dtype
        x, mask = tensor3("x"), T.TensorType(dtype, (False,) * 2)("mask")
        initial = [T.TensorType(dtype, (False,) * 2)(f"{name}_before") for name in cell.states]
        outer = [tensor3(f"of_{name}") for name in cell.states]
        variables = list(cell.variables().values())
        self.states = recur(cell, x, initial, mask if masked else None, how=how, **options)
        loss_on = range(len(outer)) if loss_on is None else loss_on
        loss = sum([(self.states[k] * outer[k]).sum() for k in loss_on])
        self.wrt = [x, *initial, *(v for v in variables if not is_constant(cell, v))]
        gradients = T.grad(loss, self.wrt, disconnected_inputs="ignore")
        self.inputs = [x, *initial, mask, *outer, *variables]
        self.call = theano.function(
            self.inputs, [*self.states, *gradients], on_unused_input="ignore"
        )

    def __call__(self, arrays):
        """Return states and gradients by name."""
        inputs = [np.asarray(arrays[v.name], v.dtype) for v in self.inputs]
        names = [*self.cell.states, *(f"gradient of {v.name}" for v in self.wrt)]
        return dict(zip(names, self.call(*inputs)))


def is_constant(cell, variable):
    """Whether an attribute is a matrix that is no weight, such as a dropout mask."""
    rows = variable.ndim == 2 and not variable.broadcastable[0]
    return rows and variable.name not in cell.weight_specs


def random_arrays(cell, rng, sizes):
    """Return inputs for a `Function`; all are exact in float32."""
    units = sizes.n_units
    arrays = {"x": rng.normal(size=(sizes.steps, sizes.batch, sizes.n_in))}
    for name in cell.states:
        arrays[f"{name}_before"] = rng.normal(size=(sizes.batch, units))
        arrays[f"of_{name}"] = rng.normal(size=(sizes.steps, sizes.batch, units))
    mask = rng.integers(0, 3, size=(sizes.steps, sizes.batch)) > 0
    mask[:, rng.integers(0, 3, size=sizes.batch) == 0] = False  # whole rows
    arrays["mask"] = mask.astype(float)
    for name, variable in cell.variables().items():
        if is_constant(cell, variable):
            arrays[name] = rng.integers(0, 2, size=(sizes.batch, units)).astype(float)
            continue
        shape = {0: (), 1: (units,), 2: (1, units)}[variable.ndim]
        if name in cell.weight_specs:
            spec = cell.weight_specs[name]
            blocks = len(spec.blocks or cell.gates)
            rows = {"n_in": (sizes.n_in,), "n_units": (units,), None: ()}[spec.rows]
            shape = (*rows, blocks * units)
        fan_in = shape[0] if len(shape) == 2 else 1
        arrays[name] = rng.normal(scale=0.7 / np.sqrt(fan_in), size=shape)
    return {name: value.astype("float32") for name, value in arrays.items()}


def reversed_in_time(arrays):
    """Return the arrays with those over time turned round, as views."""
    return {name: a[::-1] if a.ndim == 3 or name == "mask" else a for name, a in arrays.items()}


def assert_close(got, expected, tolerance, message=""):
    """Compare results by name, relative to the largest entry of each."""
    assert got.keys() == expected.keys()
    for name, wanted in expected.items():
        value = got[name]
        assert value.shape == wanted.shape, f"{name} {message}"
        # A single number may be the small difference of two that are of the order of one.
        scale = np.abs(wanted).max(initial=0.1)
        error = np.abs(value - wanted).max(initial=0.0)
        assert error <= tolerance * scale, (
            f"{name} {message}: off by {error:.3g}, largest entry {scale:.3g}"
        )


@functools.cache
def function_of(cell_type, how, dtype, masked=True, options=(), **recur_options):
    """Return the `Function` of a cell class, made once for all tests."""
    cell = symbolic(cell_type, dtype, dict(options))
    return Function(cell, how, dtype, masked, **recur_options)
