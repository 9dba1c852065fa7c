"""One step of a cell with everything around it: states, masks, dtypes, broadcast patterns.

The drivers repeat `advance`; `step` is the same for one step outside of any loop.
"""

import theano
import theano.tensor as T

from theanornn.argument_kinds import kinds
from theanornn.errors import ShapeError
from theanornn.shapes import known_shape, require_shape


@kinds(cell="cell", x_t="tensor", states="tensors", mask_t="tensor")
def step(cell, x_t, states, mask_t=None):
    """Return the states of `cell` after one more step, for inference step by step.

    Parameters
    ----------
    cell : Cell
    x_t : (batch, n_in)
        The input of this step.
    states : sequence of (batch, units), or one such tensor
        One for each of ``cell.states``; None stands for zeros.
    mask_t : (batch,) or None
        Rows with 0 keep their states.

    Returns
    -------
    tuple of (batch, units)

    Raises
    ------
    ShapeError, DtypeError
        If something does not fit the cell.

    Examples
    --------
    >>> from theanornn.cells import GRUCell
    >>> x_t = T.matrix("x_t")
    >>> (h,) = step(GRUCell(3, 2), x_t, None)
    >>> h.eval({x_t: [[0, 0, 0], [0, 0, 0]]}).tolist()
    [[0.0, 0.0], [0.0, 0.0]]
    """
    x_t = T.as_tensor_variable(x_t)
    require_shape("x_t", x_t, (None, cell.n_in), "(batch, n_in)")
    if mask_t is not None:
        mask_t = T.as_tensor_variable(mask_t)
        require_shape("mask_t", mask_t, known_shape(x_t)[:1], "(batch,)")
        mask_t = column_mask(mask_t)
    z_t = cell.project(x_t)
    return advance(cell, z_t, first_states(cell, states, x_t, state_dtype(cell, z_t)), mask_t)


def advance(cell, z_t, states, mask_t=None):
    """Return the states after one step on projected input.

    The new states have the dtype of the old ones and no broadcastable axis, whatever the cell's
    step made of them.

    Parameters
    ----------
    z_t : (batch, gates*units)
    states : tuple of (batch, units)
    mask_t : (batch, 1) or None
        Where it is 0, the old states are kept.
    """
    new_states = cell.step(z_t, *states)
    owner = f"step of {type(cell).__name__} {cell.name!r}"
    if not isinstance(new_states, (tuple, list)) or len(new_states) != len(states):
        count = len(new_states) if isinstance(new_states, (tuple, list)) else "no tuple of"
        raise ShapeError(
            f"{owner} returned {count} states, expected a tuple of {len(states)}: {cell.states}"
        )
    result = []
    for name, old, new in zip(cell.states, states, new_states):
        if new.ndim != 2:
            raise ShapeError(
                f"{owner} returned a state {name!r} of {new.ndim} dimensions, "
                "expected 2: (batch, units)"
            )
        new = new.astype(old.dtype)
        if mask_t is not None:
            new = T.switch(mask_t, new, old)
        result.append(T.unbroadcast(new, 0, 1))
    return tuple(result)


def column_mask(mask):
    """Return a mask ``(..., batch)`` of any dtype as booleans ``(..., batch, 1)``."""
    return T.shape_padright(T.neq(mask, 0))


def state_dtype(cell, z):
    """Return the dtype of the states: that of the projection `z` and the cell's weights."""
    dtypes = [variable.dtype for variable in cell.variables().values()]
    return theano.scalar.upcast(z.dtype, *(dtype for dtype in dtypes if dtype.startswith("float")))


def first_states(cell, given, x, dtype):
    """Return the initial states as tensors ``(batch, units)`` without broadcastable axes.

    Parameters
    ----------
    given : None, tensor, or sequence of tensors and None
        One for each state, of any shape that broadcasts to ``(batch, units)``; None means what the
        cell has learned, or zeros.
    x : (..., batch, n_in)
        Gives the batch size.
    dtype : str

    Raises
    ------
    ShapeError
        If there is another number of states, or one does not broadcast.
    """
    if given is None:
        given = (None,) * len(cell.states)
    elif not isinstance(given, (tuple, list)):
        given = (given,)
    if len(given) != len(cell.states):
        raise ShapeError(
            f"{len(given)} initial states given, but {type(cell).__name__} {cell.name!r} has "
            f"{len(cell.states)}: {cell.states}; None stands for zeros"
        )
    zeros = cell.initial_state(x.shape[-2], dtype)
    expected = (known_shape(x)[-2], cell.n_units if isinstance(cell.n_units, int) else None)
    if cell.learn_init:
        learned = [getattr(cell, name) for name in cell.initial_names]
        given = [own if state is None else state for state, own in zip(given, learned)]
    return tuple(
        T.unbroadcast(zero if state is None else _spread(name, state, zero, expected), 0, 1)
        for name, state, zero in zip(cell.states, given, zeros)
    )


def _spread(name, state, zero, expected):
    state = T.as_tensor_variable(state).astype(zero.dtype)
    sizes = known_shape(state)
    ones = [axis for axis, size in enumerate(sizes) if size == 1]
    fitting = expected[2 - len(sizes) :] if len(sizes) in (1, 2) else expected
    require_shape(
        f"the initial state {name!r}",
        state,
        tuple(1 if axis in ones else size for axis, size in enumerate(fitting)),
        "(batch, units)",
    )
    if not ones and len(sizes) == 2:
        return state
    return zero + T.addbroadcast(state, *ones)
