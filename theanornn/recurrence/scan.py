"""The reference driver: a loop of ``theano.scan``."""

import theano
import theano.tensor as T

from theanornn.recurrence.stepping import advance, first_states, state_dtype, traced_variables


def run(cell, x, initial_state, mask, truncate_gradient, n_steps):
    """Run `cell` over the first axis of `x`; see `theanornn.recurrence.recur`.

    The input is projected for all steps before the loop. What the step reads is handed to the loop
    explicitly (``strict``), through a cell bound to the loop's own variables.

    Parameters
    ----------
    cell : Cell
    x : (time, batch, n_in)
    initial_state : None or sequence
    mask : (time, batch, 1) booleans, or None
    truncate_gradient : int
    n_steps : int or None
        Not needed here.

    Returns
    -------
    states : tuple of (time, batch, units)
    updates : dict
        Of the random generators that the step draws from.
    """
    z = T.unbroadcast(cell.project(x), 0, 1, 2)
    dtype = state_dtype(cell, z)
    attributes, others = traced_variables(cell, dtype)
    n_states = len(cell.states)

    def body(z_t, *rest):
        mask_t, rest = (None, rest) if mask is None else (rest[0], rest[1:])
        bound = cell.rebound(dict(zip(attributes, rest[n_states:])))
        return list(advance(bound, z_t, rest[:n_states], mask_t))

    states, updates = theano.scan(
        body,
        sequences=[z] if mask is None else [z, T.unbroadcast(mask, 0, 1)],
        outputs_info=list(first_states(cell, initial_state, x, dtype)),
        non_sequences=[*attributes.values(), *others],
        truncate_gradient=truncate_gradient,
        name=f"{cell.name}_scan",
        strict=True,
        return_list=True,
    )
    return tuple(states), updates
