"""Theano's scalar operations as C expressions on vectors.

Each operation of `VECTOR_FORMS` is computed on whole vectors. Any other that has C code runs lane
by lane through Theano's own scalar code (`has_vector_form` tells which).
"""

import math

import theano
from theano.compile.ops import ViewOp
from theano.graph.utils import MethodNotDefined
from theano.scalar import basic as scalar
from theano.scalar import basic_scipy
from theano.tensor.elemwise import DimShuffle, Elemwise
from theano.tensor.nnet import sigm

from theanornn.recurrence.fused.step import NotFusable


def _chain(symbol):
    return lambda *arguments: "(" + f" {symbol} ".join(arguments) + ")"


def _call(function):
    return lambda *arguments: f"{function}({', '.join(arguments)})"


def _form(template):
    return lambda *arguments: template.format(*arguments)


# What the operation takes: "real" vectors, or "bool" masks; what it gives; its C form.
VECTOR_FORMS = {
    scalar.Add: ("real", "real", _chain("+")),
    scalar.Mul: ("real", "real", _chain("*")),
    scalar.Sub: ("real", "real", _chain("-")),
    scalar.TrueDiv: ("real", "real", _chain("/")),
    scalar.Neg: ("real", "real", _form("(-{0})")),
    scalar.Sqr: ("real", "real", _form("({0} * {0})")),
    scalar.Inv: ("real", "real", _form("((real)1 / {0})")),
    scalar.Abs: ("real", "real", _call("v_abs")),
    scalar.Sgn: ("real", "real", _call("v_sign")),
    scalar.Sqrt: ("real", "real", _call("v_sqrt")),
    scalar.Exp: ("real", "real", _call("v_exp")),
    scalar.Expm1: ("real", "real", _call("v_expm1")),
    scalar.Log: ("real", "real", _call("v_log")),
    scalar.Log1p: ("real", "real", _call("v_log1p")),
    scalar.Tanh: ("real", "real", _call("v_tanh")),
    sigm.ScalarSigmoid: ("real", "real", _call("v_sigmoid")),
    sigm.ScalarSoftplus: ("real", "real", _call("v_softplus")),
    scalar.ScalarMaximum: ("real", "real", _call("v_max")),
    scalar.ScalarMinimum: ("real", "real", _call("v_min")),
    scalar.Clip: ("real", "real", _form("({0} < {1} ? {1} : ({0} > {2} ? {2} : {0}))")),
    scalar.Second: ("real", "real", _form("{1}")),
    scalar.Identity: ("real", "real", _form("{0}")),
    scalar.LT: ("real", "bool", _chain("<")),
    scalar.GT: ("real", "bool", _chain(">")),
    scalar.LE: ("real", "bool", _chain("<=")),
    scalar.GE: ("real", "bool", _chain(">=")),
    scalar.EQ: ("real", "bool", _chain("==")),
    scalar.NEQ: ("real", "bool", _chain("!=")),
    scalar.IsNan: ("real", "bool", _form("({0} != {0})")),
    scalar.IsInf: ("real", "bool", _form("(v_abs({0}) == (real)INFINITY)")),
    scalar.AND: ("bool", "bool", _chain("&")),
    scalar.OR: ("bool", "bool", _chain("|")),
    scalar.XOR: ("bool", "bool", _chain("^")),
    scalar.Invert: ("bool", "bool", _form("(~{0})")),
}

_TRANSCENDENTAL = (
    scalar.Exp,
    scalar.Expm1,
    scalar.Log,
    scalar.Log1p,
    scalar.Tanh,
    sigm.ScalarSigmoid,
    sigm.ScalarSoftplus,
)
# Incomplete gamma functions: Theano's C code for them ends the process at numbers that they are not
# defined for (the lanes beside a row are zero), and fills a table that all threads share.
_DANGEROUS = (
    basic_scipy.Chi2SF,
    basic_scipy.GammaInc,
    basic_scipy.GammaIncC,
    basic_scipy.GammaU,
    basic_scipy.GammaL,
)
_POWERS = {2: "({0} * {0})", 3: "({0} * {0} * {0})", 0.5: "v_sqrt({0})", 1: "{0}"}


def has_vector_form(scalar_op):
    """Whether an operation runs on whole vectors; otherwise it runs lane by lane, more slowly."""
    return type(scalar_op) in VECTOR_FORMS or isinstance(scalar_op, (scalar.Cast, scalar.Switch))


def is_expensive(variable):
    """Whether computing a value again costs about as much as a transcendental function."""
    op = getattr(variable.owner, "op", None)
    if not isinstance(op, Elemwise):
        return False
    known = has_vector_form(op.scalar_op) or isinstance(op.scalar_op, scalar.Pow)
    return isinstance(op.scalar_op, _TRANSCENDENTAL) or not known


def literal(value):
    """Return a number as C code."""
    value = float(value)
    if math.isnan(value):
        return "splat((real)NAN)"
    if math.isinf(value):
        return f"splat({'-' if value < 0 else ''}(real)INFINITY)"
    return f"splat((real){value!r})"


def is_bool(variable):
    return variable.dtype == "bool"


def refusal(op, inputs, outputs):
    """Return why an operation cannot be written in C, or None if it can.

    Parameters
    ----------
    op : ScalarOp
    inputs, outputs : list of Variable
        Only their dtypes matter.
    """
    if any(v.dtype.startswith("complex") for v in [*inputs, *outputs]):
        return f"{op} of complex numbers"
    if VECTOR_FORMS.get(type(op), ("real",))[0] == "bool" and not all(map(is_bool, inputs)):
        return f"{op} of integers"
    if not has_vector_form(op):
        try:
            LaneFunctions().name(op, inputs)
        except NotFusable as error:
            return str(error)
    return None


class LaneFunctions:
    """C functions that run Theano's own scalar code for each lane of a vector."""

    def __init__(self):
        self._names, self._supports, self._functions = {}, {}, []

    def name(self, op, inputs):
        """Return the name of the function for an operation, written if there is none yet.

        Raises
        ------
        NotFusable
            If the operation has no C code for reals, or none for threads.
        """
        if isinstance(op, _DANGEROUS):
            raise NotFusable(f"{op}, whose C code is not for several threads")
        dtype = theano.scalar.upcast(*(v.dtype for v in inputs))
        key = (op, str(op), len(inputs), dtype)  # ranges with and without their ends are "equal"
        if key not in self._names:
            if not dtype.startswith("float"):
                raise NotFusable(f"{op} of integers")
            name = f"lane_{type(op).__name__}_{len(self._names)}"
            self._functions.append(self._function(name, op, len(inputs), dtype))
            self._names[key] = name
        return self._names[key]

    def code(self):
        """Return the code of all functions, in parts."""
        return [_SCALAR_TYPES, *self._supports, *self._functions] if self._functions else []

    def _function(self, name, op, n, dtype):
        node = op.make_node(*[theano.scalar.get_scalar_type(dtype)() for _ in range(n)])
        arguments = [f"a{k}" for k in range(n)]
        try:
            body = op.c_code(node, name, arguments, ["result"], {"fail": "return result;"})
        except (NotImplementedError, MethodNotDefined):
            raise NotFusable(f"{op}, which has no C code") from None
        try:
            self._supports[op.c_support_code()] = None
        except MethodNotDefined:
            pass
        parameters = ", ".join(f"real {a}" for a in arguments)
        vectors = ", ".join(f"vec {a}" for a in arguments)
        lanes = ", ".join(f"{a}[i]" for a in arguments)
        return (
            f"static real {name}_one({parameters}) {{\n  real result;\n  {body}\n"
            f"  return result;\n}}\n"
            f"INLINE vec {name}({vectors}) {{\n  vec r;\n"
            f"  for (int i = 0; i < LANES; i++) r[i] = {name}_one({lanes});\n  return r;\n}}\n"
        )


# Names that Theano's scalar code uses.
_SCALAR_TYPES = """#define DEVICE
typedef float npy_float32;
typedef double npy_float64;
typedef int8_t npy_int8;
typedef int32_t npy_int32;
typedef int64_t npy_int64;
"""


class Expressions:
    """Writes scalar expressions as C code on vectors, each of them once.

    Parameters
    ----------
    read : callable
        From a variable to the C code that loads it, or None if it has to be computed.
    lanes : LaneFunctions
        Takes the functions that the code calls lane by lane.

    Attributes
    ----------
    lines : list of str
        The code so far.
    """

    def __init__(self, read, lanes):
        self.read, self.lanes, self.lines, self.names = read, lanes, [], {}

    def name(self, variable):
        """Return the C name of a value, writing the code for it if there is none yet."""
        if variable not in self.names:
            code = self._code(variable)
            if variable not in self.names:
                kind = "ivec" if is_bool(variable) else "vec"
                self.names[variable] = f"v{len(self.names)}"
                self.lines.append(f"const {kind} {self.names[variable]} = {code};")
        return self.names[variable]

    def _code(self, variable):
        code = self.read(variable)
        if code is not None:
            return code
        if isinstance(variable, theano.graph.basic.Constant):
            value = variable.data
            return f"isplat({-int(bool(value))})" if is_bool(variable) else literal(value)
        node = variable.owner
        if isinstance(node.op, (DimShuffle, ViewOp)):
            return self.name(node.inputs[0])
        return self._operation(node.op.scalar_op, node.inputs, variable)

    def _operation(self, op, inputs, output):
        if isinstance(op, scalar.Switch):
            condition = self._as(inputs[0], "bool")
            kind = "bool" if is_bool(output) else "real"
            return f"({condition} ? {self._as(inputs[1], kind)} : {self._as(inputs[2], kind)})"
        if isinstance(op, scalar.Cast):
            return self._cast(inputs[0], output)
        if isinstance(op, scalar.Pow) and isinstance(inputs[1], theano.graph.basic.Constant):
            power = _POWERS.get(float(inputs[1].data))
            if power is not None:
                return power.format(self._as(inputs[0], "real"))
        takes, gives, form = VECTOR_FORMS.get(type(op), (None, None, None))
        if form is None:
            arguments = [self._as(v, "real") for v in inputs]
            return f"{self.lanes.name(op, inputs)}({', '.join(arguments)})"
        if gives == "real" and is_bool(output):
            takes = "real"
            return f"({form(*[self._as(v, takes) for v in inputs])} != (real)0)"
        return form(*[self._as(v, takes) for v in inputs])

    def _cast(self, variable, output):
        if output.dtype.startswith(("int", "uint")) and not is_bool(variable):
            return f"v_truncate({self.name(variable)})"
        return self._as(variable, "bool" if is_bool(output) else "real")

    def _as(self, variable, kind):
        name = self.name(variable)
        if kind == "real" and is_bool(variable):
            return f"as_real({name})"
        if kind == "bool" and not is_bool(variable):
            return f"({name} != (real)0)"
        return name
