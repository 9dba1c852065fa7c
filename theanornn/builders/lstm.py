"""Long short-term memory over the caller's variables."""

from theanornn.argument_kinds import kinds
from theanornn.builders.presets import builder
from theanornn.cells import LSTMCell
from theanornn.recurrence import recur

__all__ = ["lstm"]


@builder("lstm", "lstm_builder")
@kinds(
    x="tensor",
    W="tensors",
    U="tensors",
    b="tensors",
    h0="tensors",
    mask="tensor",
    grad_clipping="number",
    c0="tensors",
)
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
    grad_clipping=0,
    only_return_final=False,
    precompute_input=True,
    biases=None,
    like=None,
):
    """Long short-term memory; gates in the order i, f, c, o, or as `like` says.

    Parameters are described in `theanornn.builders`; equations in `theanornn.cells.LSTMCell`.

    Parameters
    ----------
    c0 : tensor or None
        Initial memory, as `h0`.
    peepholes : None, tensor or three tensors
        Weights from the memory to the gates i, f and o: one vector ``(3*units,)``, or three of
        ``(units,)``.
    biases : {None, "one", "two", "twice"}
        None: as `like` says. "twice" adds `b` twice, as the DeepLearningTutorials did until May
        2015; for their later weights give ``like="dlt", biases="one"``.

    Returns
    -------
    hs, cs : tensor3, (time, batch, units)
        Output and memory; or the final ones, (batch, units).

    Raises
    ------
    ShapeError, DtypeError, UnknownNameError, DataError
        If something does not fit; the message names it.

    Examples
    --------
    >>> import numpy as np, theano
    >>> W, U, b = (theano.shared(np.ones(shape)) for shape in [(3, 8), (2, 8), 8])
    >>> hs, cs = lstm(theano.shared(np.ones((4, 5, 3))), W, U, b)
    >>> hs.eval().shape
    (4, 5, 2)

    Weights of a ``torch.nn.LSTM(3, 2)``:

    >>> weight_ih, weight_hh = np.ones((8, 3)), np.ones((8, 2))
    >>> biases = np.ones(8), np.ones(8)
    >>> h, c = lstm(
    ...     np.ones((4, 5, 3)), weight_ih, weight_hh, biases, like="torch", only_return_final=True
    ... )
    >>> h.eval().shape
    (5, 2)
    """
    cell = LSTMCell.over(
        like=like,
        **({} if biases is None else {"biases": biases}),
        W=W,
        U=U,
        b=b,
        peepholes=peepholes,
        activation=activation,
        inner_activation=inner_activation,
        grad_clipping=grad_clipping,
        learn_init=False,
    )
    hs, cs = recur(
        cell,
        x,
        (h0, c0),
        mask,
        reverse,
        truncate_gradient,
        how,
        only_return_final=only_return_final,
        precompute_input=precompute_input,
    )
    return hs, cs
