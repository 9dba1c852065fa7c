"""``recur``: a cell over time, whatever runs the loop.

Everything that does not depend on the driver happens here, once: checks, direction, masks, the
choice of the driver.
"""

import numpy as np
import theano.tensor as T

from theanornn.argument_names import checked_arguments
from theanornn.cells.base import Cell
from theanornn.cells.clipping import clips
from theanornn.errors import NotBuiltError, ShapeError, UnknownNameError
from theanornn.recurrence.drivers import DRIVERS, Choice, choose
from theanornn.recurrence.held import held
from theanornn.recurrence.replay import Call, note
from theanornn.recurrence.stepping import column_mask
from theanornn.recurrence.trace import reads, trace
from theanornn.shapes import known_shape, require_shape


class Recurrence(tuple):
    """The states over time, one ``(time, batch, units)`` each, and how they are computed.

    Attributes
    ----------
    driver : str
        Name of the driver that runs the loop.
    reason : str
        Why it was chosen.
    updates : dict
        From shared variables to expressions: of random generators that the cell's step draws from
        (empty for the built-in cells). To be passed to ``theano.function``.
    """

    def __new__(cls, states, choice, updates):
        self = super().__new__(cls, states)
        self.driver, self.reason = choice
        self.updates = updates
        return self

    def __repr__(self):
        return f"Recurrence({super().__repr__()}, driver={self.driver!r})"


@checked_arguments(
    "recurrence",
    x="tensor",
    cell="cell",
    initial_state="tensors",
    mask="tensor",
    state_dropout="tensors",
    n_steps="steps",
)
def recur(
    cell,
    x,
    initial_state=None,
    mask=None,
    reverse=False,
    truncate_gradient=-1,
    how="auto",
    state_dropout=None,
    n_steps=None,
    checkpoint=False,
    only_return_final=False,
    precompute_input=True,
):
    """Run a cell over time.

    Every driver gives the same values and the same gradients. Lasagne's names of arguments are
    taken, too: ``backwards``, ``gradient_steps``, ``mask_input`` and ``unroll_scan``.

    Parameters
    ----------
    cell : Cell
    x : tensor3, (time, batch, n_in)
        Integers are cast to the dtype of the weights.
    initial_state : None, tensor, or sequence of tensors and None
        One for each of ``cell.states``, of any shape that broadcasts to ``(batch, units)``, cast to
        the dtype of the states. None means zeros.
    mask : matrix, (time, batch), or None
        Of any dtype. Where it is 0, all states stay as they were.
    reverse : bool
        From the last step to the first; the results are in order of time all the same, so the last
        state reached is the first of them.
    truncate_gradient : int
        With k > 0, nothing but the last k steps computed gets a gradient, as in ``theano.scan``;
        -1: all steps.
    how : {"auto", "fused", "scan", "unroll"}
        The driver: C derived from the cell's step, a loop of ``theano.scan``, or the step written
        out for each step of time. "auto" is "fused" where that is possible, else "scan"; what it
        came to can be read in the result.
    state_dropout : tensor or None
        Multiplies the state in recurrent products, the same at each step; of a shape that
        broadcasts to ``(batch, units)``. See ``Cell.dropped``.
    n_steps : int or None
        The number of steps, where it is known and `x` does not tell; needed by "unroll".
    checkpoint : bool or int
        For long sequences: keep nothing but the states for the gradient, and compute the rest
        again, in chunks of so many steps (True: of a size that suits the processor's cache). Only
        "fused" can; it does so by itself where it would keep more than a gibibyte.
    only_return_final : bool
        The states after the last step computed, ``(batch, units)``, and not those of all steps.
    precompute_input : bool
        False: the product of the input with its weights is not computed for all steps at once. That
        takes less memory and, but for "fused", which computes it a few steps at a time in any case,
        more time. The numbers are the same.

    Returns
    -------
    Recurrence
        A tuple of ``(time, batch, units)`` (or the final ``(batch, units)``), one for each state,
        with ``driver``, ``reason`` and
        ``updates``. Each tensor also has ``tag.theanornn_driver``, a ``Choice(driver, reason)``.

    Raises
    ------
    ShapeError, DtypeError
        If something does not fit, as far as sizes are known when the graph is built.
    UnknownNameError
        If there is no such driver.
    NotBuiltError
        If "unroll" does not know the number of steps.

    Examples
    --------
    >>> from theanornn.cells import LSTMCell
    >>> hs, cs = recur(LSTMCell(3, 5), T.tensor3("x"), how="scan")
    >>> hs.ndim, hs.tag.theanornn_driver.driver
    (3, 'scan')
    """
    x = T.as_tensor_variable(x)
    require_shape("x", x, (None, None, cell.n_in), "(time, batch, n_in)")
    n_steps, x = _settle_steps(n_steps, x)
    _check_truncation(truncate_gradient)
    if mask is not None:
        mask = T.as_tensor_variable(mask)
        require_shape(
            "mask", mask, (n_steps, known_shape(x)[1]), "(time, batch)", "1 marks a real step."
        )
        mask = column_mask(mask)
    if state_dropout is not None:
        cell = _with_state_dropout(cell, T.as_tensor_variable(state_dropout))
    if cell.grad_clipping:
        _check_that_it_clips(cell)
    choice = choose(how, cell) if precompute_input else _choose_to_project_later(how, cell)
    options = {"checkpoint": _checked_checkpoint(checkpoint, choice)} if checkpoint else {}
    if not precompute_input and choice.driver != "fused":
        options["precompute_input"] = False
    states, updates = DRIVERS[choice.driver](
        cell, x, initial_state, mask, truncate_gradient, n_steps, reverse, **options
    )
    note(Call(cell, x, initial_state, mask, reverse, truncate_gradient, tuple(states)))
    if only_return_final:
        states = tuple(state[0 if reverse else -1] for state in states)
    for name, state in zip(cell.states, states):
        state.name = f"{cell.name}_{name}"
        state.tag.theanornn_driver = choice
    return Recurrence(states, choice, updates)


def _settle_steps(n_steps, x):
    """Return the number of steps if known, and x, held to it when data arrive."""
    known = known_shape(x)[0]
    if known == 0:
        raise ShapeError("x has no steps: its first axis, time, is empty")
    if n_steps is None:
        return known, x
    if not isinstance(n_steps, (int, np.integer)) or n_steps < 1:
        raise ShapeError(f"n_steps is {n_steps!r}, expected a positive integer")
    if known is None:
        message = "recur: x has {0} steps on its first axis, but n_steps is {1}"
        return n_steps, held(message, x, "equal to", x.shape[0], n_steps)
    if known != n_steps:
        raise ShapeError(f"n_steps is {n_steps}, but x has {known} steps on its first axis")
    return n_steps, x


def _check_truncation(truncate_gradient):
    integer = isinstance(truncate_gradient, (int, np.integer))
    if not integer or not (truncate_gradient == -1 or truncate_gradient > 0):
        raise ShapeError(
            f"truncate_gradient is {truncate_gradient!r}, expected a positive number of steps, or "
            "-1 for all of them"
        )


def _choose_to_project_later(how, cell):
    """Return the `Choice` where the input is not to be projected at once."""
    choice = choose(how, cell)
    by_kernel = getattr(cell.project, "__func__", None) is Cell.project
    if choice.driver != "fused" or by_kernel:
        return choice
    reason = f"{type(cell).__name__} has a projection of its own, which fused computes at once"
    if how == "auto":
        return Choice("scan", f"how='auto' with precompute_input=False: {reason}")
    raise NotBuiltError(f"precompute_input=False: {reason}; use how='scan', or how='auto'")


def _check_that_it_clips(cell):
    if not clips(trace(cell, cell.dtype).states):
        raise UnknownNameError(
            f"grad_clipping={cell.grad_clipping} was given, but the step of {type(cell).__name__} "
            f"{cell.name!r} does not use it; wrap what the activations are applied to: "
            "self.activation(self.clipped(z + T.dot(h, self.U)))"
        )


def _checked_checkpoint(checkpoint, choice):
    if choice.driver != "fused":
        raise NotBuiltError(
            f"checkpoint={checkpoint!r} needs the driver 'fused', but it is {choice.driver!r} "
            f"({choice.reason})"
        )
    if not isinstance(checkpoint, (bool, int, np.integer)) or checkpoint < 1:
        raise ShapeError(f"checkpoint is {checkpoint!r}, expected True or a number of steps")
    return checkpoint


def _with_state_dropout(cell, state_dropout):
    state_dropout = state_dropout.astype(cell.dtype)
    cell = cell.rebound({"state_dropout": state_dropout})
    if not reads(cell, state_dropout, cell.dtype):
        raise UnknownNameError(
            f"state_dropout was given, but the step of {type(cell).__name__} {cell.name!r} does "
            "not use it; write T.dot(self.dropped(h), self.U) in its recurrent products"
        )
    return cell
