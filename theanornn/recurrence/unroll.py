"""The driver without a loop: the step written out once for each step of time.

Compilation takes longer with every step, so this is for short sequences of a known length, and for
tools that cannot look into a loop.
"""

import sys

import theano.tensor as T
from theano.gradient import zero_grad

from theanornn.errors import NotBuiltError
from theanornn.recurrence.stepping import advance, first_states, state_dtype

# Frames of T.grad for one step: 22 for a masked GRU, 20 for a masked LSTM with peepholes.
_FRAMES_PER_STEP = 40
# Deeper recursion can overflow the C stack before Python 3.11.
_MOST_FRAMES = 12000


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
    _allow_deep_graphs(n_steps)
    z = cell.project(x)
    states = first_states(cell, initial_state, x, state_dtype(cell, z))
    cut = n_steps - truncate_gradient if truncate_gradient > 0 else 0
    history = []
    for step in range(n_steps):
        t = n_steps - 1 - step if reverse else step
        z_t = z[t] if precompute_input else cell.project(x[t])
        states = advance(cell, z_t, states, None if mask is None else mask[t])
        if step < cut:
            states = tuple(zero_grad(state) for state in states)
        history.append(states)
    if reverse:
        history.reverse()
    return tuple(T.unbroadcast(T.stack(steps), 0, 1, 2) for steps in zip(*history)), {}


def _allow_deep_graphs(n_steps):
    """Raise Python's limit of recursion: ``T.grad`` recurs through the graph, step by step."""
    needed = min(1000 + _FRAMES_PER_STEP * n_steps, _MOST_FRAMES)
    sys.setrecursionlimit(max(sys.getrecursionlimit(), needed))
