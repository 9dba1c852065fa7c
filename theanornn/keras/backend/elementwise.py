"""Mathematics element by element, comparisons, casts."""

import numpy as np
import theano.tensor as T

__all__ = [
    "abs",
    "cast",
    "clip",
    "cos",
    "equal",
    "exp",
    "greater",
    "greater_equal",
    "identity",
    "less",
    "less_equal",
    "lesser",
    "lesser_equal",
    "log",
    "maximum",
    "minimum",
    "not_equal",
    "pow",
    "round",
    "sign",
    "sin",
    "sqrt",
    "square",
]

_NUMBERS = (int, float, np.number)


def cast(x, dtype):
    """`x` in another dtype."""
    return T.cast(x, dtype)


def identity(x, name=None):
    """A variable of its own with the value of `x`."""
    return x.copy(name=name)


def square(x):
    """``x ** 2``."""
    return T.sqr(x)


def abs(x):
    """``|x|``."""
    return T.abs_(x)


def sqrt(x):
    """The root of `x`, of 0 where `x` is negative."""
    return T.sqrt(T.clip(x, 0.0, np.inf))


def exp(x):
    """``e ** x``."""
    return T.exp(x)


def log(x):
    """The natural logarithm."""
    return T.log(x)


def round(x):
    """The nearest whole number; the even one where two are."""
    return T.round(x, mode="half_to_even")


def sign(x):
    """-1, 0 or 1."""
    return T.sgn(x)


def pow(x, a):
    """``x ** a``."""
    return T.pow(x, a)


def sin(x):
    """Sine."""
    return T.sin(x)


def cos(x):
    """Cosine."""
    return T.cos(x)


def clip(x, min_value, max_value):
    """`x` between two limits; None is no limit, an upper one below the lower is raised to it."""
    if isinstance(min_value, _NUMBERS) and isinstance(max_value, _NUMBERS):
        max_value = max(min_value, max_value)
    return T.clip(
        x,
        -np.inf if min_value is None else min_value,
        np.inf if max_value is None else max_value,
    )


def maximum(x, y):
    """The larger of the two, element by element."""
    return T.maximum(x, y)


def minimum(x, y):
    """The smaller of the two, element by element."""
    return T.minimum(x, y)


def equal(x, y):
    """``x == y``, as booleans."""
    return T.eq(x, y)


def not_equal(x, y):
    """``x != y``, as booleans."""
    return T.neq(x, y)


def greater(x, y):
    """``x > y``, as booleans."""
    return T.gt(x, y)


def greater_equal(x, y):
    """``x >= y``, as booleans."""
    return T.ge(x, y)


def less(x, y):
    """``x < y``, as booleans."""
    return T.lt(x, y)


def less_equal(x, y):
    """``x <= y``, as booleans."""
    return T.le(x, y)


#: Keras 1's names.
lesser, lesser_equal = less, less_equal
