"""What Theano's element-wise operations are called in a program: `name_of`."""

import theano.scalar.basic as scalar
import theano.scalar.basic_scipy as special
from theano.tensor.nnet import nnet, sigm

__all__ = ["name_of"]

_NAMES = {
    scalar.Abs: "abs",
    scalar.Add: "add",
    scalar.AND: "and",
    scalar.ArcCos: "arccos",
    scalar.ArcCosh: "arccosh",
    scalar.ArcSin: "arcsin",
    scalar.ArcSinh: "arcsinh",
    scalar.ArcTan: "arctan",
    scalar.ArcTan2: "arctan2",
    scalar.ArcTanh: "arctanh",
    scalar.Cast: "cast",
    scalar.Ceil: "ceil",
    scalar.Clip: "clip",
    scalar.Cos: "cos",
    scalar.Cosh: "cosh",
    scalar.TrueDiv: "divide",
    scalar.EQ: "equal",
    special.Erf: "erf",
    scalar.Exp: "exp",
    scalar.Exp2: "exp2",
    scalar.Expm1: "expm1",
    scalar.Floor: "floor",
    scalar.IntDiv: "floor_divide",
    scalar.GT: "greater",
    scalar.GE: "greater_equal",
    scalar.Identity: "cast",
    scalar.IsInf: "is_inf",
    scalar.IsNan: "is_nan",
    scalar.LT: "less",
    scalar.LE: "less_equal",
    scalar.Log: "log",
    scalar.Log10: "log10",
    scalar.Log1p: "log1p",
    scalar.Log2: "log2",
    scalar.ScalarMaximum: "maximum",
    scalar.ScalarMinimum: "minimum",
    scalar.Mod: "mod",
    scalar.Mul: "multiply",
    scalar.Neg: "negative",
    scalar.Invert: "not",
    scalar.NEQ: "not_equal",
    scalar.OR: "or",
    scalar.Pow: "power",
    scalar.Inv: "reciprocal",
    scalar.RoundHalfToEven: "round",
    scalar.RoundHalfAwayFromZero: "round_away",
    scalar.Second: "second",
    sigm.ScalarSigmoid: "sigmoid",
    scalar.Sgn: "sign",
    scalar.Sin: "sin",
    scalar.Sinh: "sinh",
    sigm.ScalarSoftplus: "softplus",
    nnet.ScalarSoftsign: "softsign",
    scalar.Sqr: "square",
    scalar.Sqrt: "sqrt",
    scalar.Sub: "subtract",
    scalar.Switch: "switch",
    scalar.Tan: "tan",
    scalar.Tanh: "tanh",
    scalar.Trunc: "trunc",
    scalar.XOR: "xor",
}


def name_of(scalar_op):
    """The name of a scalar operation in programs, or None if it has none.

    A subclass that computes the same (and has another gradient, for example) has the same name.

    Examples
    --------
    >>> name_of(scalar.add), name_of(scalar.switch)
    ('add', 'switch')
    """
    for kind in type(scalar_op).__mro__:
        if kind in _NAMES:
            same = type(scalar_op).impl is kind.impl
            return _NAMES[kind] if same else None
    return None
