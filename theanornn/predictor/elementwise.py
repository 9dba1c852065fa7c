"""Element by element: what NumPy computes for each operation of that kind.

Each entry of `ELEMENTWISE` takes arrays that broadcast, and its result is cast to the dtype that
the program says.
"""

import functools
import math

import numpy as np

__all__ = ["ELEMENTWISE"]


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def _away_from_zero(x):
    return np.sign(x) * np.floor(np.abs(x) + 0.5)


def _erf(x):
    x = np.asarray(x)
    return np.array([math.erf(each) for each in x.ravel()]).reshape(x.shape)


def _many(function):
    def of_many(*arrays):
        return functools.reduce(function, arrays)

    return of_many


def _second(x, y):
    return np.broadcast_to(y, np.broadcast_shapes(np.shape(x), np.shape(y)))


#: From the name of an operation to a function of arrays.
ELEMENTWISE = {
    "abs": np.abs,
    "add": _many(np.add),
    "and": np.bitwise_and,
    "arccos": np.arccos,
    "arccosh": np.arccosh,
    "arcsin": np.arcsin,
    "arcsinh": np.arcsinh,
    "arctan": np.arctan,
    "arctan2": np.arctan2,
    "arctanh": np.arctanh,
    "cast": np.asarray,
    "ceil": np.ceil,
    "clip": lambda x, low, high: np.minimum(np.maximum(x, low), high),
    "cos": np.cos,
    "cosh": np.cosh,
    "divide": np.true_divide,
    "equal": np.equal,
    "erf": _erf,
    "exp": np.exp,
    "exp2": np.exp2,
    "expm1": np.expm1,
    "floor": np.floor,
    "floor_divide": np.floor_divide,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "is_inf": np.isinf,
    "is_nan": np.isnan,
    "less": np.less,
    "less_equal": np.less_equal,
    "log": np.log,
    "log10": np.log10,
    "log1p": np.log1p,
    "log2": np.log2,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "mod": np.mod,
    "multiply": _many(np.multiply),
    "negative": np.negative,
    "not": np.invert,
    "not_equal": np.not_equal,
    "or": np.bitwise_or,
    "power": np.power,
    "reciprocal": lambda x: 1 / x,
    "round": np.rint,
    "round_away": _away_from_zero,
    "second": _second,
    "sigmoid": _sigmoid,
    "sign": np.sign,
    "sin": np.sin,
    "sinh": np.sinh,
    "softplus": lambda x: np.logaddexp(0, x),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "square": np.square,
    "sqrt": np.sqrt,
    "subtract": np.subtract,
    "switch": np.where,
    "tan": np.tan,
    "tanh": np.tanh,
    "trunc": np.trunc,
    "xor": np.bitwise_xor,
}
