"""Element-wise mathematics: what each scalar operation is on whole arrays of JAX.

Public names: :func:`scalar_function`.
"""

import jax
import jax.numpy as jnp
import numpy as np
from theano import scalar
from theano.scalar import basic, basic_scipy
from theano.tensor import xlogx
from theano.tensor.nnet import nnet, sigm

from theanornn.runtime.jax.conversions import NotInJax

_FUNCTIONS = {
    basic.Add: lambda *x: _folded(jnp.add, x),
    basic.Mul: lambda *x: _folded(jnp.multiply, x),
    basic.ScalarMaximum: lambda *x: _folded(jnp.maximum, x),
    basic.ScalarMinimum: lambda *x: _folded(jnp.minimum, x),
    basic.AND: lambda *x: _folded(jnp.bitwise_and, x),
    basic.OR: lambda *x: _folded(jnp.bitwise_or, x),
    basic.XOR: lambda *x: _folded(jnp.bitwise_xor, x),
    basic.Sub: jnp.subtract,
    basic.TrueDiv: jnp.true_divide,
    basic.IntDiv: jnp.floor_divide,
    basic.Mod: jnp.mod,
    basic.Pow: jnp.power,
    basic.Invert: jnp.invert,
    basic.Neg: jnp.negative,
    basic.Abs: jnp.abs,
    basic.Sgn: jnp.sign,
    basic.Ceil: jnp.ceil,
    basic.Floor: jnp.floor,
    basic.Trunc: jnp.trunc,
    basic.RoundHalfToEven: jnp.round,
    basic.RoundHalfAwayFromZero: lambda x: jnp.sign(x) * jnp.floor(jnp.abs(x) + 0.5),
    basic.Inv: lambda x: 1 / x,
    basic.Sqr: jnp.square,
    basic.Sqrt: jnp.sqrt,
    basic.Exp: jnp.exp,
    basic.Exp2: jnp.exp2,
    basic.Expm1: jnp.expm1,
    basic.Log: jnp.log,
    basic.Log2: jnp.log2,
    basic.Log10: jnp.log10,
    basic.Log1p: jnp.log1p,
    basic.Deg2Rad: jnp.deg2rad,
    basic.Rad2Deg: jnp.rad2deg,
    basic.Cos: jnp.cos,
    basic.ArcCos: jnp.arccos,
    basic.Sin: jnp.sin,
    basic.ArcSin: jnp.arcsin,
    basic.Tan: jnp.tan,
    basic.ArcTan: jnp.arctan,
    basic.ArcTan2: jnp.arctan2,
    basic.Cosh: jnp.cosh,
    basic.ArcCosh: jnp.arccosh,
    basic.Sinh: jnp.sinh,
    basic.ArcSinh: jnp.arcsinh,
    basic.Tanh: jnp.tanh,
    basic.ArcTanh: jnp.arctanh,
    basic.LT: jnp.less,
    basic.GT: jnp.greater,
    basic.LE: jnp.less_equal,
    basic.GE: jnp.greater_equal,
    basic.EQ: jnp.equal,
    basic.NEQ: jnp.not_equal,
    basic.IsNan: jnp.isnan,
    basic.IsInf: jnp.isinf,
    basic.Identity: lambda x: x,
    basic.Second: lambda x, y: y,
    basic.Clip: lambda x, low, high: jnp.where(x < low, low, jnp.where(x > high, high, x)),
    basic_scipy.Erf: jax.scipy.special.erf,
    basic_scipy.Erfc: jax.scipy.special.erfc,
    basic_scipy.Erfinv: jax.scipy.special.erfinv,
    basic_scipy.GammaLn: jax.scipy.special.gammaln,
    basic_scipy.Psi: jax.scipy.special.digamma,
    sigm.ScalarSigmoid: jax.nn.sigmoid,
    sigm.ScalarSoftplus: jax.nn.softplus,
    nnet.ScalarSoftsign: lambda x: x / (1 + jnp.abs(x)),
    xlogx.XlogX: lambda x: jnp.where(x == 0, 0, x * jnp.log(jnp.where(x == 0, 1, x))),
    xlogx.XlogY0: lambda x, y: jnp.where(x == 0, 0, x * jnp.log(jnp.where(x == 0, 1, y))),
}

#: What of their arguments does not have the dtype of the result, or must keep its own.
_OF_MIXED_DTYPES = (
    basic.LT,
    basic.GT,
    basic.LE,
    basic.GE,
    basic.EQ,
    basic.NEQ,
    basic.IsNan,
    basic.IsInf,
    basic.Second,
)


def _folded(function, arrays):
    result, *rest = arrays
    for each in rest:
        result = function(result, each)
    return result


def scalar_function(op):
    """What a scalar operation does, as a function of ``(dtypes of outputs, *arrays)``.

    Parameters
    ----------
    op : theano.scalar.ScalarOp

    Returns
    -------
    callable or None
        None where the operation has no JAX form.
    """
    if isinstance(op, scalar.Composite):
        return _composite(op)
    if isinstance(op, scalar.Cast):
        return lambda dtypes, x: jnp.asarray(x).astype(dtypes[0])
    if isinstance(op, basic.Switch):
        return _switch
    function = getattr(op, "in_jax", None) or _function_of(type(op))
    if function is None:
        return None
    if isinstance(op, _OF_MIXED_DTYPES):
        return lambda dtypes, *arrays: function(*_together(arrays))
    return lambda dtypes, *arrays: function(*(_cast(a, dtypes[0]) for a in arrays))


def _function_of(kind):
    """By the kind of operation, or the one that it is derived from and computes the same as."""
    for base in kind.__mro__:
        if base in _FUNCTIONS and base.impl is kind.impl:
            return _FUNCTIONS[base]
    return None


def _switch(dtypes, condition, yes, no):
    return jnp.where(condition, _cast(yes, dtypes[0]), _cast(no, dtypes[0]))


def _together(arrays):
    """Numbers that are compared, in the dtype that NumPy compares them in."""
    if len(arrays) < 2:
        return arrays
    dtype = np.result_type(*(a.dtype if hasattr(a, "dtype") else type(a) for a in arrays))
    return [_cast(a, dtype) for a in arrays]


def _cast(array, dtype):
    if getattr(array, "dtype", None) == dtype:
        return array
    if isinstance(array, jax.Array):
        return array.astype(dtype)
    return np.asarray(array).astype(dtype)


def _composite(op):
    functions = {}
    for node in op.fgraph.toposort():
        functions[node] = scalar_function(node.op)
        if functions[node] is None:
            return None

    def compute(dtypes, *arrays):
        known = dict(zip(op.fgraph.inputs, arrays))

        def value(variable):
            return known[variable] if variable in known else variable.data

        for node, function in functions.items():
            outputs = [variable.dtype for variable in node.outputs]
            result = function(outputs, *map(value, node.inputs))
            if len(node.outputs) > 1:
                raise NotInJax(f"{node.op} has several outputs")
            known[node.outputs[0]] = _cast(result, outputs[0])
        return [value(variable) for variable in op.fgraph.outputs]

    return compute
