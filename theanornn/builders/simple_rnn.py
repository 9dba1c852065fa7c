"""The simple recurrent network over the caller's variables."""

from theanornn.argument_kinds import kinds
from theanornn.builders.presets import builder
from theanornn.cells import SimpleRNNCell
from theanornn.recurrence import recur

__all__ = ["simple_rnn"]


@builder("simple_rnn")
@kinds(
    x="tensor",
    W="tensors",
    U="tensors",
    b="tensors",
    h0="tensors",
    mask="tensor",
    grad_clipping="number",
)
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
    grad_clipping=0,
    only_return_final=False,
    precompute_input=True,
    like=None,
):
    """Simple recurrent network, ``h_t = activation(x_t W + b + h_{t-1} U)``.

    Parameters are described in `theanornn.builders`; equations in `theanornn.cells.SimpleRNNCell`.

    Returns
    -------
    hs : tensor3, (time, batch, units)
        Or the final state, (batch, units).

    Raises
    ------
    ShapeError, DtypeError, UnknownNameError, DataError
        If something does not fit; the message names it.

    Examples
    --------
    >>> import numpy as np, theano
    >>> x, one = theano.shared(np.ones((3, 1, 1))), theano.shared(np.ones((1, 1)))
    >>> hs = simple_rnn(x, W=one, U=one, b=None, activation="linear")
    >>> hs.eval().ravel().tolist()
    [1.0, 2.0, 3.0]
    """
    cell = SimpleRNNCell.over(
        like=like,
        W=W,
        U=U,
        b=b,
        activation=activation,
        grad_clipping=grad_clipping,
        learn_init=False,
    )
    (hs,) = recur(
        cell,
        x,
        (h0,),
        mask,
        reverse,
        truncate_gradient,
        how,
        only_return_final=only_return_final,
        precompute_input=precompute_input,
    )
    return hs
