"""The gated recurrent unit over the caller's variables."""

from theanornn.argument_kinds import kinds
from theanornn.builders.presets import builder
from theanornn.cells import GRUCell
from theanornn.recurrence import recur

__all__ = ["gru"]


@builder("gru")
@kinds(
    x="tensor",
    W="tensors",
    U="tensors",
    b="tensors",
    h0="tensors",
    mask="tensor",
    grad_clipping="number",
    b_recurrent="tensors",
)
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
    grad_clipping=0,
    only_return_final=False,
    precompute_input=True,
    update_gate="keeps",
    like=None,
):
    """Gated recurrent unit; gates in the order z, r, h, or as `like` says.

    Parameters are described in `theanornn.builders`; equations in `theanornn.cells.GRUCell`.

    Parameters
    ----------
    reset_after : bool
        Whether the reset gate acts after the recurrent product (cuDNN, PyTorch) or before it.
    b_recurrent : (3*units,) or None
        The recurrent bias, only with `reset_after`; ``b`` may also be the pair of both biases.
    update_gate : {"keeps", "replaces"}
        Whether z weighs the old state, or what replaces it (Lasagne).

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
    >>> W, U, b = (theano.shared(np.ones(shape)) for shape in [(3, 6), (2, 6), 6])
    >>> gru(theano.shared(np.ones((4, 5, 3))), W, U, b).eval().shape
    (4, 5, 2)
    """
    cell = GRUCell.over(
        like=like,
        W=W,
        U=U,
        b=b,
        b_recurrent=b_recurrent,
        reset_after=reset_after,
        update_gate=update_gate,
        activation=activation,
        inner_activation=inner_activation,
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
