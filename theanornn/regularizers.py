"""Penalties on weights or on activity: objects called with a tensor, returning a scalar.

Names are those of Keras 2 (``l1``, ``l2``, ``l1_l2``, ``L1L2``) and Keras 1 (``l1l2``,
``activity_l1`` …, ``WeightRegularizer``).
"""

import theano.tensor as T

from theanornn import registry


class L1L2:
    r"""The penalty :math:`l_1 \sum |w| + l_2 \sum w^2`.

    Parameters
    ----------
    l1, l2 : float

    Examples
    --------
    >>> w = T.vector()
    >>> float(L1L2(l2=0.5)(w).eval({w: [1.0, 2.0]}))
    2.5
    """

    def __init__(self, l1=0.0, l2=0.0):
        self.l1 = float(l1)
        self.l2 = float(l2)

    def __call__(self, w):
        """Return the penalty of the tensor `w`, a scalar of its dtype."""
        penalty = T.zeros((), dtype=w.dtype)
        if self.l1:
            penalty += T.cast(self.l1, w.dtype) * T.sum(abs(w))
        if self.l2:
            penalty += T.cast(self.l2, w.dtype) * T.sum(T.sqr(w))
        return penalty

    def get_config(self):
        """Return the constructor's arguments as a dict."""
        return {"l1": self.l1, "l2": self.l2}

    def __repr__(self):
        return f"L1L2(l1={self.l1}, l2={self.l2})"


def l1(l=0.01):  # noqa: E741  Keras' name of the argument
    """Return ``L1L2(l1=l)``."""
    return L1L2(l1=l)


def l2(l=0.01):  # noqa: E741
    """Return ``L1L2(l2=l)``."""
    return L1L2(l2=l)


def l1_l2(l1=0.01, l2=0.01):
    """Return ``L1L2(l1, l2)``."""
    return L1L2(l1, l2)


l1l2 = activity_l1l2 = l1_l2
activity_l1, activity_l2 = l1, l2
WeightRegularizer = ActivityRegularizer = L1L2

FACTORIES = {
    "l1": l1,
    "l2": l2,
    "l1_l2": l1_l2,
    "l1l2": l1_l2,
    "activity_l1": l1,
    "activity_l2": l2,
    "activity_l1l2": l1_l2,
    "L1L2": L1L2,
    "L1L2Regularizer": L1L2,
    "WeightRegularizer": L1L2,
    "ActivityRegularizer": L1L2,
}


def get(identifier):
    """Return a regularizer: from a name, a Keras config, a callable, or None for none.

    Raises
    ------
    UnknownNameError
        If there is no regularizer of that name.

    Examples
    --------
    >>> get("l2"), get(None)
    (L1L2(l1=0.0, l2=0.01), None)
    """
    return registry.build("regularizer", FACTORIES, identifier)


def serialize(regularizer):
    """Return the config that `get` reads (None for None)."""
    if regularizer is None:
        return None
    return {"class_name": type(regularizer).__name__, "config": regularizer.get_config()}
