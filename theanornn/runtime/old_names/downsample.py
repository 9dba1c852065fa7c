"""``theano.tensor.signal.downsample``: pooling with the argument names of Theano 0.6 to 0.8.

Public names: :func:`max_pool_2d`, :func:`max_pool_2d_same_size`.
"""

from theano.tensor.signal import pool
from theano.tensor.signal.pool import max_pool_2d_same_size

__all__ = ["DownsampleFactorMax", "max_pool_2d", "max_pool_2d_same_size"]

DownsampleFactorMax = pool.Pool


def max_pool_2d(input, ds, ignore_border=None, st=None, padding=(0, 0), mode="max"):
    """The largest of each window over the last two axes.

    Parameters
    ----------
    input : tensor
    ds : pair of int
        Size of the windows.
    ignore_border : bool, optional
        Leave out windows that reach over the border; by default they stay, as they always did.
    st : pair of int, optional
        How far windows are apart; their size by default.
    padding : pair of int
    mode : str
        ``max``, ``sum``, ``average_inc_pad`` or ``average_exc_pad``.
    """
    return pool.pool_2d(
        input, ws=ds, ignore_border=bool(ignore_border), stride=st, pad=padding, mode=mode
    )
