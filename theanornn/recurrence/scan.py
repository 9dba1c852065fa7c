"""The reference driver: a loop of ``theano.scan``."""

import theano.tensor as T

from theanornn.recurrence.original import theano_scan
from theanornn.recurrence.stepping import first_states, state_dtype
from theanornn.recurrence.trace import trace


def run(
    cell,
    x,
    initial_state,
    mask,
    truncate_gradient,
    n_steps,
    reverse=False,
    precompute_input=True,
):
    """Run `cell` over the first axis of `x`; see `theanornn.recurrence.recur`.

    What does not change from step to step is computed before the loop: the projection of the
    input, and every part of the step that no state enters. The latter is handed to the loop
    explicitly (``strict``), so that, for instance, the gradient of a block of ``U`` is one product
    after the loop and not a sum within it.

    Parameters
    ----------
    cell : Cell
    x : (time, batch, n_in)
    initial_state : None or sequence
    mask : (time, batch, 1) booleans, or None
    truncate_gradient : int
    n_steps : int or None
        Not needed here.
    reverse : bool
    precompute_input : bool
        False: the projection of the input is part of the loop.

    Returns
    -------
    states : tuple of (time, batch, units)
    updates : dict
        Of the random generators that the step draws from.
    """
    z = cell.project(x)
    dtype = state_dtype(cell, z)
    x_dtype = None if precompute_input else x.dtype
    step = trace(cell, dtype, masked=mask is not None, x_dtype=x_dtype)
    sequences = [T.unbroadcast(z.astype(dtype) if precompute_input else x, 0, 1, 2)]
    if mask is not None:
        sequences.append(T.unbroadcast(mask, 0, 1))

    def body(*variables):
        return step.at(variables[: len(step.inputs)])  # the invariants come as they are

    states, updates = theano_scan(
        body,
        sequences=sequences,
        outputs_info=list(first_states(cell, initial_state, x, dtype)),
        non_sequences=step.invariants,
        truncate_gradient=truncate_gradient,
        go_backwards=reverse,
        name=f"{cell.name}_scan",
        strict=True,
        return_list=True,
    )
    return tuple(state[::-1] if reverse else state for state in states), updates
