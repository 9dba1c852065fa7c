"""Gradients of pre-activations, cut element by element at every step."""

import numpy as np
import theano
from theano.gradient import GradClip
from theano.graph.basic import ancestors

from theanornn.errors import DataError

__all__ = ["checked_bound", "clipped", "clips"]


def clipped(a, bound):
    """Return `a`, whose gradient is cut to ``[-bound, bound]``; with 0, `a` itself.

    A. Graves, *Generating sequences with recurrent neural networks*, arXiv:1308.0850, 2013; as in
    Lasagne's ``grad_clipping``.
    """
    if not bound:
        return a
    limit = np.asarray(bound, a.dtype)
    return theano.gradient.grad_clip(a, -limit, limit)


def clips(variables):
    """True if somewhere below these variables gradients are cut."""
    return any(
        variable.owner is not None and isinstance(variable.owner.op, GradClip)
        for variable in ancestors(variables)
    )


def checked_bound(bound):
    """Return a bound as a float.

    Raises
    ------
    DataError
    """
    try:
        right = np.ndim(bound) == 0 and np.isfinite(bound) and bound >= 0
    except TypeError:
        right = False
    if not right:
        raise DataError(
            f"grad_clipping is {bound!r}, expected a positive number, or 0 for no clipping"
        )
    return float(bound)
