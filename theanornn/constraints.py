"""Limits on weights, applied after each update: objects from a tensor to a tensor.

Names are those of Keras 2 (``max_norm``, ``non_neg``, ``unit_norm``, ``min_max_norm``) and of
Keras 1 (``maxnorm``, ``nonneg``, ``unitnorm``). One of your own is a function of a tensor, or a
subclass of `Constraint`.
"""

import inspect

import theano.tensor as T

from theanornn import registry
from theanornn.argument_kinds import kinds

_EPSILON = 1e-7


class Constraint:
    """Base of all constraints: a subclass is called with a tensor and returns one like it.

    Examples
    --------
    >>> class AtMostOne(Constraint):
    ...     def __call__(self, w):
    ...         return T.minimum(w, 1)
    >>> get(AtMostOne())(T.constant([0.5, 2.0])).eval()
    array([0.5, 1. ])
    """

    def __call__(self, w):
        return w

    def get_config(self):
        """Return the constructor's arguments as a dict."""
        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    @classmethod
    def from_config(cls, config):
        """Return a constraint with these constructor arguments."""
        return cls(**config)

    def __repr__(self):
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.get_config().items())
        return f"{type(self).__name__}({arguments})"


class NonNeg(Constraint):
    """Negative entries become zero."""

    def __call__(self, w):
        return w * T.cast(T.ge(w, 0), w.dtype)


class UnitNorm(Constraint):
    """Vectors along `axis` are scaled to norm 1."""

    @kinds(axis="wholes")
    def __init__(self, axis=0):
        self.axis = axis

    def __call__(self, w):
        return w / (T.cast(_EPSILON, w.dtype) + norms(w, self.axis))


class MinMaxNorm(Constraint):
    """Vectors along `axis` are drawn to norms between `min_value` and `max_value`.

    Parameters
    ----------
    min_value, max_value : float
        ``low`` and ``high`` in Keras 1.
    rate : float
        1 enforces the limits at every update, less moves towards them by that fraction.
    axis : int or sequence of int
        0 for a kernel ``(n_in, units)``: the weights into one unit are one vector.
    """

    @kinds(min_value="not_negative", max_value="not_negative", rate="fraction", axis="wholes")
    def __init__(self, min_value=0.0, max_value=1.0, rate=1.0, axis=0, **keras_1):
        self.min_value = keras_1.pop("low", min_value)
        self.max_value = keras_1.pop("high", max_value)
        self.rate = rate
        self.axis = axis
        _refuse(keras_1, "MinMaxNorm takes min_value (or low), max_value (or high), rate and axis")

    def __call__(self, w):
        norm = norms(w, self.axis)
        wanted = self.rate * T.clip(norm, self.min_value, self.max_value) + (1 - self.rate) * norm
        return rescaled(w, norm, wanted)

    def get_config(self):
        names = ("min_value", "max_value", "rate", "axis")
        return {name: getattr(self, name) for name in names}


class MaxNorm(Constraint):
    """Vectors along `axis` that are longer than `max_value` are scaled to it.

    ``m`` is Keras 1's name of `max_value`.

    References
    ----------
    N. Srivastava et al., *Dropout: a simple way to prevent neural networks from overfitting*,
    JMLR 15, 2014.
    """

    @kinds(max_value="not_negative", axis="wholes")
    def __init__(self, max_value=2.0, axis=0, **keras_1):
        self.max_value = keras_1.pop("m", max_value)
        self.axis = axis
        _refuse(keras_1, "MaxNorm takes max_value (or m) and axis")

    def __call__(self, w):
        return MinMaxNorm(0.0, self.max_value, axis=self.axis)(w)

    def get_config(self):
        return {"max_value": self.max_value, "axis": self.axis}


def _refuse(unknown, message):
    if unknown:
        raise TypeError(f"{message}, not {sorted(unknown)}")


def norms(w, axis):
    """Return the Euclidean norms along some axes, which stay, with one element."""
    return T.sqrt(T.sum(T.sqr(w), axis=axis, keepdims=True))


def rescaled(w, norm, wanted, epsilon=_EPSILON):
    """Return `w`, which has the norm `norm`, with a norm `wanted`; `epsilon` is for norms of 0."""
    return w * T.cast(wanted / (epsilon + norm), w.dtype)


max_norm = maxnorm = MaxNorm
non_neg = nonneg = NonNeg
unit_norm = unitnorm = UnitNorm
min_max_norm = MinMaxNorm

FACTORIES = {
    "max_norm": MaxNorm,
    "maxnorm": MaxNorm,
    "MaxNorm": MaxNorm,
    "non_neg": NonNeg,
    "nonneg": NonNeg,
    "NonNeg": NonNeg,
    "unit_norm": UnitNorm,
    "unitnorm": UnitNorm,
    "UnitNorm": UnitNorm,
    "min_max_norm": MinMaxNorm,
    "MinMaxNorm": MinMaxNorm,
}


def get(identifier):
    """Return a constraint: from a name, a Keras config, a callable, or None for none.

    Raises
    ------
    UnknownNameError
        If there is no constraint of that name, or it is something else altogether.

    Examples
    --------
    >>> get({"name": "MaxNorm", "m": 3, "axis": 1})
    MaxNorm(max_value=3, axis=1)
    """
    return registry.build_callable("constraint", FACTORIES, identifier)


def serialize(constraint):
    """Return what `get` reads: a config, the name of a function, None for None."""
    return registry.described("constraint", constraint)
