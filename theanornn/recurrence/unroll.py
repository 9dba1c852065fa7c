"""The driver without a loop: the step written out once for each step of time.

Compilation takes longer with every step, so this is for short sequences of a known length, and for
tools that cannot look into a loop.
"""

import theano.tensor as T
from theano.gradient import zero_grad

from theanornn.errors import NotBuiltError
from theanornn.recurrence.stepping import advance, first_states, state_dtype


def run(cell, x, initial_state, mask, truncate_gradient, n_steps):
    """Run `cell` over the first axis of `x`; parameters and results as of the scan driver.

    Raises
    ------
    NotBuiltError
        If the number of steps is not known.
    """
    if n_steps is None:
        raise NotBuiltError(
            "how='unroll' must know the number of steps when the graph is built, but the first "
            "axis of x is symbolic; give n_steps, or use how='scan'"
        )
    z = cell.project(x)
    states = first_states(cell, initial_state, x, state_dtype(cell, z))
    cut = n_steps - truncate_gradient if truncate_gradient > 0 else 0
    history = []
    for t in range(n_steps):
        states = advance(cell, z[t], states, None if mask is None else mask[t])
        if t < cut:
            states = tuple(zero_grad(state) for state in states)
        history.append(states)
    return tuple(T.unbroadcast(T.stack(steps), 0, 1, 2) for steps in zip(*history)), {}
