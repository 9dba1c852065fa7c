"""Recurrent layers over variables of your own, for research code in plain Theano.

``simple_rnn``, ``lstm`` and ``gru`` take and return Theano variables, time first, and ``T.grad``
goes through them. Weights may be shared variables, expressions or arrays:
``W`` ``(n_in, gates*units)``, ``U`` ``(units, gates*units)``, ``b`` ``(gates*units,)`` or None,
with the gates side by side in the order i, f, c, o (LSTM) and z, r, h (GRU).

Arguments that all three have
-----------------------------
x : tensor3, (time, batch, n_in)
    Integers are cast to the dtype of ``W``.
h0 : tensor or None
    Initial state, of any shape that broadcasts to ``(batch, units)``; None means zeros.
mask : matrix, (time, batch), or None
    1 marks a real step; where it is 0, the states stay as they were.
activation, inner_activation : str or callable
    Of the candidate, and of the gates.
reverse : bool
    From the last step to the first; results are in order of time all the same.
truncate_gradient : int
    With k > 0 only the last k steps get a gradient, as in ``theano.scan``.
how : {"auto", "scan", "unroll"}
    What runs the loop; ``hs.tag.theanornn_driver`` tells what "auto" came to.
"""

import theano.tensor as T

from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell
from theanornn.errors import ShapeError
from theanornn.recurrence import recur
from theanornn.shapes import known_shape, require_shape


def simple_rnn(
    x,
    W,
    U,
    b,
    h0=None,
    mask=None,
    activation="tanh",
    reverse=False,
    truncate_gradient=-1,
    how="auto",
):
    """Simple recurrent network, ``h_t = activation(x_t W + b + h_{t-1} U)``.

    Parameters are described at the top of the module; equations in
    `theanornn.cells.SimpleRNNCell`.

    Returns
    -------
    hs : tensor3, (time, batch, units)

    Raises
    ------
    ShapeError, DtypeError, UnknownNameError
        If something does not fit; the message names it.

    Examples
    --------
    >>> import numpy as np, theano
    >>> x, one = theano.shared(np.ones((3, 1, 1))), theano.shared(np.ones((1, 1)))
    >>> hs = simple_rnn(x, W=one, U=one, b=None, activation="linear")
    >>> hs.eval().ravel().tolist()
    [1.0, 2.0, 3.0]
    """
    cell = SimpleRNNCell.over(W=W, U=U, b=b, activation=activation)
    (hs,) = recur(cell, x, (h0,), mask, reverse, truncate_gradient, how)
    return hs


def lstm(
    x,
    W,
    U,
    b,
    h0=None,
    c0=None,
    mask=None,
    peepholes=None,
    activation="tanh",
    inner_activation="sigmoid",
    reverse=False,
    truncate_gradient=-1,
    how="auto",
):
    """Long short-term memory; gates in the order i, f, c, o.

    Parameters are described at the top of the module; equations in `theanornn.cells.LSTMCell`.

    Parameters
    ----------
    c0 : tensor or None
        Initial memory, as `h0`.
    peepholes : None, tensor or three tensors
        Weights from the memory to the gates i, f and o: one vector ``(3*units,)``, or three of
        ``(units,)``.

    Returns
    -------
    hs, cs : tensor3, (time, batch, units)
        Output and memory.

    Raises
    ------
    ShapeError, DtypeError, UnknownNameError
        If something does not fit; the message names it.

    Examples
    --------
    >>> import numpy as np, theano
    >>> W, U, b = (theano.shared(np.ones(shape)) for shape in [(3, 8), (2, 8), 8])
    >>> hs, cs = lstm(theano.shared(np.ones((4, 5, 3))), W, U, b)
    >>> hs.eval().shape
    (4, 5, 2)
    """
    cell = LSTMCell.over(
        W=W,
        U=U,
        b=b,
        peepholes=_joined(peepholes, U),
        activation=activation,
        inner_activation=inner_activation,
    )
    hs, cs = recur(cell, x, (h0, c0), mask, reverse, truncate_gradient, how)
    return hs, cs


def gru(
    x,
    W,
    U,
    b,
    h0=None,
    mask=None,
    reset_after=False,
    b_recurrent=None,
    activation="tanh",
    inner_activation="sigmoid",
    reverse=False,
    truncate_gradient=-1,
    how="auto",
):
    """Gated recurrent unit; gates in the order z, r, h.

    Parameters are described at the top of the module; equations in `theanornn.cells.GRUCell`.

    Parameters
    ----------
    reset_after : bool
        Whether the reset gate acts after the recurrent product (cuDNN, PyTorch) or before it.
    b_recurrent : (3*units,) or None
        The recurrent bias, only with `reset_after`.

    Returns
    -------
    hs : tensor3, (time, batch, units)

    Raises
    ------
    ShapeError, DtypeError, UnknownNameError
        If something does not fit; the message names it.

    Examples
    --------
    >>> import numpy as np, theano
    >>> W, U, b = (theano.shared(np.ones(shape)) for shape in [(3, 6), (2, 6), 6])
    >>> gru(theano.shared(np.ones((4, 5, 3))), W, U, b).eval().shape
    (4, 5, 2)
    """
    cell = GRUCell.over(
        W=W,
        U=U,
        b=b,
        b_recurrent=b_recurrent,
        reset_after=reset_after,
        activation=activation,
        inner_activation=inner_activation,
    )
    (hs,) = recur(cell, x, (h0,), mask, reverse, truncate_gradient, how)
    return hs


def _joined(peepholes, U):
    """Return the peepholes as one vector, or None."""
    if not isinstance(peepholes, (tuple, list)):
        return peepholes
    if len(peepholes) != 3:
        raise ShapeError(
            f"{len(peepholes)} peepholes given, expected three vectors (units,) for the gates "
            "i, f and o, or one of (3*units,)"
        )
    units = known_shape(T.as_tensor_variable(U))[0]
    vectors = [T.as_tensor_variable(vector) for vector in peepholes]
    for gate, vector in zip("ifo", vectors):
        require_shape(f"the peephole of gate {gate!r}", vector, (units,), "(units,)")
    return T.concatenate(vectors)
