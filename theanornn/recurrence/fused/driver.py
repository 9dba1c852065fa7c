"""The fused driver: C derived from the cell's step, for the whole sequence and its gradient."""

import theano.tensor as T

from theanornn.cells.base import Cell
from theanornn.recurrence.fused import by_scan, rewrites  # noqa: F401  (they register rewrites)
from theanornn.recurrence.fused.derivation import derive
from theanornn.recurrence.fused.ops import Fused, Recipe
from theanornn.recurrence.fused.reading import trace
from theanornn.recurrence.fused.step import NotFusable
from theanornn.recurrence.stepping import first_states, state_dtype
from theanornn.runtime import shared_library
from theanornn.runtime.builds import current_build
from theanornn.shapes import known_shape


def obstacle(cell):
    """Return why the step of `cell` cannot be fused, or None if it can.

    Parameters
    ----------
    cell : Cell

    Examples
    --------
    >>> from theanornn.cells import LSTMCell
    >>> obstacle(LSTMCell(3, 5, activation="softmax"))[:28]
    'the step uses Softmax, which'
    """
    if not shared_library.available() and current_build() == "cpu":
        return "there is no C++ compiler (install g++)"
    try:
        derive(trace(cell, cell.dtype))
    except NotFusable as error:
        return str(error)
    return None


def run(cell, x, initial_state, mask, truncate_gradient, n_steps, reverse=False, checkpoint=False):
    """Run `cell` over the first axis of `x`; parameters and results as of the scan driver.

    Parameters
    ----------
    checkpoint : bool or int
        True, or the steps of a chunk: the gradient computes chunk by chunk what would otherwise be
        saved at each step. False: only where that would be very large.

    Raises
    ------
    NotFusable
        With the reason.
    """
    projected = getattr(cell.project, "__func__", None) is Cell.project
    z = cell.project(x)
    dtype = state_dtype(cell, z)
    try:
        derived = derive(trace(cell, dtype, masked=mask is not None))
    except NotFusable as error:
        raise NotFusable(
            f"how='fused' cannot run {cell.name!r}: {error}. Use how='scan', or how='auto', which "
            "takes it where fused cannot"
        ) from None
    interface = derived.interface
    states = first_states(cell, initial_state, x, dtype)
    batch, units = states[0].shape
    variables = cell.variables()
    inputs = [x, cell.W] if projected else [z]
    biased = projected and cell.b is not None
    inputs += [cell.b] if biased else []
    if mask is not None:
        inputs.append(mask[:, :, 0])
    inputs += [variables[name] for name in interface.weights]
    for name, extent in interface.vectors.items():
        vector = variables[name]
        vector = vector.dimshuffle([a for a, one in enumerate(vector.broadcastable) if not one])
        # A scalar is a vector of equal numbers: Theano adds their gradients up.
        inputs.append(vector if vector.ndim else T.alloc(vector, extent.columns * units))
    for name, extent in interface.constants.items():
        constant = variables[name]
        if constant.ndim < 2 or 1 in known_shape(constant):
            constant = T.alloc(constant, batch, extent.columns * units)
        inputs.append(constant)
    recipe = Recipe(
        derived,
        projected=projected,
        biased=biased,
        reverse=bool(reverse),
        truncate_gradient=int(truncate_gradient),
        checkpoint=checkpoint,
        name=f"the fused recurrence of {cell.name}",
        states=tuple(cell.states),
    )
    inputs = [T.unbroadcast(v.astype(dtype), *range(v.ndim)) for v in [*inputs, *states]]
    outputs = Fused(recipe)(*inputs, return_list=True)
    return tuple(outputs[: interface.n_states]), {}
