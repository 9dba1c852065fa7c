"""Penalties on weights or on activity: objects called with a tensor, returning a scalar.

Names are those of Keras 2 (``l1``, ``l2``, ``l1_l2``, ``L1L2``) and Keras 1 (``l1l2``,
``activity_l1`` …, ``WeightRegularizer``, ``EigenvalueRegularizer``). One of your own is a function
of a tensor, or a subclass of `Regularizer`.
"""

import theano.tensor as T

from theanornn import registry
from theanornn.argument_kinds import kinds
from theanornn.errors import ShapeError


class Regularizer:
    """Base of all regularizers: a subclass is called with a tensor and returns a scalar.

    To be written to a config it also has ``get_config``, which returns the constructor's arguments.

    Examples
    --------
    >>> class Largest(Regularizer):
    ...     def __call__(self, w):
    ...         return T.max(abs(w))
    >>> w = T.vector()
    >>> float(get(Largest())(w).eval({w: [1.0, -2.0]}))
    2.0
    """

    def __call__(self, w):
        return T.zeros((), dtype=w.dtype)

    def set_param(self, p):
        """Note the weight that the regularizer is for, as layers written for Keras 1.0 do."""
        self.p = p

    def get_config(self):
        """Return the constructor's arguments as a dict."""
        return {}

    @classmethod
    def from_config(cls, config):
        """Return a regularizer with these constructor arguments."""
        return cls(**config)

    def __repr__(self):
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.get_config().items())
        return f"{type(self).__name__}({arguments})"


class L1L2(Regularizer):
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

    @kinds()
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


class EigenvalueRegularizer(Regularizer):
    """`k` times the largest singular value of a matrix, as nine steps of the power method find it.

    Parameters
    ----------
    k : float

    Examples
    --------
    >>> w = T.matrix()
    >>> round(float(EigenvalueRegularizer(10.0)(w).eval({w: [[3.0, 0.0], [0.0, 1.0]]})), 6)
    30.0
    """

    @kinds(k="not_negative")
    def __init__(self, k):
        self.k = float(k)

    def __call__(self, w):
        """Return the penalty of the matrix `w`, a scalar of its dtype."""
        if w.ndim != 2:
            raise ShapeError(
                f"EigenvalueRegularizer takes a matrix, got a tensor of {w.ndim} axes; use L1L2"
            )
        square = T.dot(w.T, w)
        vector = T.ones((square.shape[0],), dtype=w.dtype)
        for _ in range(9):
            vector = T.dot(square, vector)
        eigenvalue = T.dot(T.dot(square, vector), vector) / T.dot(vector, vector)
        return T.cast(self.k, w.dtype) * T.sqrt(eigenvalue)

    def get_config(self):
        """Return the constructor's arguments as a dict."""
        return {"k": self.k}


@kinds()
def l1(l=0.01):  # noqa: E741  Keras' name of the argument
    """Return ``L1L2(l1=l)``."""
    return L1L2(l1=l)


@kinds()
def l2(l=0.01):  # noqa: E741
    """Return ``L1L2(l2=l)``."""
    return L1L2(l2=l)


@kinds()
def l1_l2(l1=0.01, l2=0.01):
    """Return ``L1L2(l1, l2)``."""
    return L1L2(l1, l2)


l1l2 = activity_l1l2 = l1_l2
activity_l1, activity_l2 = l1, l2
WeightRegularizer = ActivityRegularizer = L1L2Regularizer = L1L2

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
    "EigenvalueRegularizer": EigenvalueRegularizer,
}


def get(identifier):
    """Return a regularizer: from a name, a Keras config, a callable, or None for none.

    Raises
    ------
    UnknownNameError
        If there is no regularizer of that name, or it is something else altogether.

    Examples
    --------
    >>> get("l2"), get(None)
    (L1L2(l1=0.0, l2=0.01), None)
    """
    return registry.build_callable("regularizer", FACTORIES, identifier)


def serialize(regularizer):
    """Return what `get` reads: a config, the name of a function, None for None."""
    return registry.described("regularizer", regularizer)
