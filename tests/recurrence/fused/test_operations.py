"""Scalar operations of Theano as C on vectors."""

import functools
import shutil
import subprocess

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.scalar import basic as scalar
from theano.scalar import basic_scipy
from theano.tensor import elemwise, xlogx
from theano.tensor.elemwise import Elemwise
from theano.tensor.nnet import nnet, sigm

from tests.recurrence.fused import kernels
from theanornn.recurrence.fused.operations import (
    VECTOR_FORMS,
    Expressions,
    LaneFunctions,
    has_vector_form,
    is_bool,
    is_expensive,
    literal,
    refusal,
)

pytestmark = [pytest.mark.compiled, pytest.mark.filterwarnings("ignore::RuntimeWarning")]

NUMBERS = [-np.inf, -3.7, -1, -0.5, -1e-3, 0, 1e-3, 0.5, 1, 2.5, 40, np.inf, np.nan]


def conditions(combine):
    return lambda a, b, c: combine(T.gt(a, 0), T.le(b, c))


# By what they use, expressions of up to three scalars.
BY_FORM = {
    scalar.Add: lambda a, b, c: a + b + c,
    scalar.Mul: lambda a, b, c: a * b * c,
    scalar.Sub: lambda a, b, c: a - b,
    scalar.TrueDiv: lambda a, b, c: a / b,
    scalar.Neg: lambda a, b, c: -a,
    scalar.Sqr: lambda a, b, c: T.sqr(a),
    scalar.Inv: lambda a, b, c: T.inv(a),
    scalar.Abs: lambda a, b, c: abs(a),
    scalar.Sgn: lambda a, b, c: T.sgn(a),
    scalar.Sqrt: lambda a, b, c: T.sqrt(a),
    scalar.Exp: lambda a, b, c: T.exp(a),
    scalar.Expm1: lambda a, b, c: T.expm1(a),
    scalar.Log: lambda a, b, c: T.log(a),
    scalar.Log1p: lambda a, b, c: T.log1p(a),
    scalar.Tanh: lambda a, b, c: T.tanh(a),
    sigm.ScalarSigmoid: lambda a, b, c: T.nnet.sigmoid(a),
    sigm.ScalarSoftplus: lambda a, b, c: T.nnet.softplus(a),
    scalar.ScalarMaximum: lambda a, b, c: T.maximum(a, b),
    scalar.ScalarMinimum: lambda a, b, c: T.minimum(a, b),
    scalar.Clip: lambda a, b, c: T.clip(a, -2, 0.75),
    scalar.Second: lambda a, b, c: T.fill(a, b),
    scalar.Identity: lambda a, b, c: T.tensor_copy(a),
    scalar.LT: lambda a, b, c: T.lt(a, b),
    scalar.GT: lambda a, b, c: T.gt(a, b),
    scalar.LE: lambda a, b, c: T.le(a, b),
    scalar.GE: lambda a, b, c: T.ge(a, b),
    scalar.EQ: lambda a, b, c: T.eq(a, b),
    scalar.NEQ: lambda a, b, c: T.neq(a, b),
    scalar.IsNan: lambda a, b, c: T.isnan(a),
    scalar.IsInf: lambda a, b, c: T.isinf(a),
    scalar.AND: conditions(T.and_),
    scalar.OR: conditions(T.or_),
    scalar.XOR: conditions(T.xor),
    scalar.Invert: lambda a, b, c: T.invert(T.gt(a, 0)),
}
WITH_VECTORS = {
    **{form.__name__: expression for form, expression in BY_FORM.items()},
    "switch": lambda a, b, c: T.switch(a, b, c),
    "switch_of_condition": lambda a, b, c: T.switch(T.lt(a, b), 1, c),
    "switch_of_bools": lambda a, b, c: T.switch(T.lt(a, b), T.gt(c, 0), T.isnan(c)),
    "sum_of_bools": lambda a, b, c: T.gt(a, 0) + T.gt(b, 0),
    "product_of_bools": lambda a, b, c: T.gt(a, 0) * T.gt(b, 0),
    "number_times_bool": lambda a, b, c: a * T.gt(b, 0),
    "maximum_of_bools": lambda a, b, c: T.maximum(T.gt(a, 0), T.gt(b, 0)),
    "bool_as_number": lambda a, b, c: T.cast(T.gt(a, 0), a.dtype),
    "number_as_bool": lambda a, b, c: T.cast(a, "bool"),
    "number_as_integer": lambda a, b, c: T.cast(T.clip(T.switch(T.isnan(a), 0, a), -9, 9), "int8"),
    "square": lambda a, b, c: a**2,
    "cube": lambda a, b, c: a**3,
    "root": lambda a, b, c: abs(a) ** 0.5,
    "first_power": lambda a, b, c: a**1,
    "literals": lambda a, b, c: T.switch(T.gt(a, 0), np.inf, T.switch(T.gt(b, 0), -np.inf, np.nan)),
    "number_times_switch": lambda a, b, c: a * T.switch(T.gt(b, 0), 1, 0) * T.sgn(c),
    "number_times_zero": lambda a, b, c: a * 0,
    "small_literal": lambda a, b, c: a * 1e-30 + 0.1,
}
LANE_BY_LANE = {
    "sin": lambda a, b, c: T.sin(a),
    "cosh": lambda a, b, c: T.cosh(a),
    "erf": lambda a, b, c: T.erf(a),
    "floor": lambda a, b, c: T.floor(a),
    "round": lambda a, b, c: T.round(a),
    "power": lambda a, b, c: abs(a) ** b,
    "other_power": lambda a, b, c: abs(a) ** 1.7,
    "power_of_integer": lambda a, b, c: 2**a,
    "arctan2": lambda a, b, c: T.arctan2(a, b),
    "modulo": lambda a, b, c: a % 0.75,
    "modulo_of_integer": lambda a, b, c: 3 % (abs(a) + 0.5),
    "whole_quotient": lambda a, b, c: T.clip(a, -50, 50) // (abs(b) + 0.25),
    "bool_in_lanes": lambda a, b, c: T.sin(T.cast(T.gt(a, 0), a.dtype)),
    "lgamma": lambda a, b, c: T.gammaln(abs(a) + 0.5),
    "two_of_a_kind": lambda a, b, c: T.sin(a) + T.sin(b) * T.cos(b),
}
EXPRESSIONS = {**WITH_VECTORS, **LANE_BY_LANE}


def scalars(dtype):
    return [T.scalar(name, dtype) for name in "abc"]


def written(expression, lanes, dtype):
    """Return the C expression, as one of statements, for three vectors a, b, c."""
    leaves = scalars(dtype)
    output = expression(*leaves)
    names = dict(zip(leaves, "abc"))
    code = Expressions(names.get, lanes)
    name = code.name(output)
    value = f"as_real({name})" if is_bool(output) else name
    return f"({{ {' '.join(code.lines)} {value}; }})"


def source(expressions, dtype):
    lanes = LaneFunctions()
    codes = {name: written(make, lanes, dtype) for name, make in expressions.items()}
    head = ['#include "mathematics.h"']
    return "\n".join([*head, *lanes.code(), kernels.elementwise(codes, 3)])


@functools.cache
def library(dtype, vectors_only=False):
    width = kernels.vector_widths()[0]
    return kernels.load(source(WITH_VECTORS if vectors_only else EXPRESSIONS, dtype), dtype, width)


@pytest.mark.parametrize("dtype", kernels.DTYPES)
@pytest.mark.parametrize("name", EXPRESSIONS)
def test_equals_theano(name, dtype):
    arrays = [grid.ravel() for grid in np.meshgrid(*[np.array(NUMBERS, dtype)] * 3)]
    got = kernels.apply(getattr(library(dtype), f"on_{name}"), *arrays)
    wide = [T.vector(name, "float64") for name in "abc"]
    reference = theano.function(wide, EXPRESSIONS[name](*wide), on_unused_input="ignore")
    expected = np.asarray(reference(*arrays), "float64")
    tolerance = 10 * np.finfo(dtype).eps
    np.testing.assert_allclose(got, expected.astype(dtype), rtol=tolerance, atol=tolerance)


def test_every_vector_form_is_tested():
    assert set(BY_FORM) == set(VECTOR_FORMS)


@pytest.mark.parametrize("dtype", kernels.DTYPES)
def test_vector_forms_call_nothing(dtype):
    """One call of the C library for a single lane undoes the vectors around it."""
    if kernels.vector_widths()[0] == "portable" or not shutil.which("nm"):
        pytest.skip("rounding is a call on a processor without vectors, and nm tells of calls")
    made = library(dtype, vectors_only=True)._name
    found = subprocess.run(
        ["nm", "-D", "--undefined-only", made], capture_output=True, text=True, check=True
    )
    called = [line.split()[-1] for line in found.stdout.splitlines() if " U " in line]
    assert called == []
    assert LaneFunctions().code() == []


@pytest.mark.parametrize("name", WITH_VECTORS)
def test_vector_forms_are_known_as_such(name):
    lanes = LaneFunctions()
    written(WITH_VECTORS[name], lanes, "float32")
    assert lanes.code() == []


@pytest.mark.parametrize("name", LANE_BY_LANE)
def test_other_operations_say_so(name):
    lanes = LaneFunctions()
    written(LANE_BY_LANE[name], lanes, "float32")
    assert lanes.code() != []


MODULES = (scalar, basic_scipy, sigm, nnet, xlogx, elemwise)
ON_OFFER = {
    name: op
    for module in MODULES
    for name, op in vars(module).items()
    if isinstance(op, scalar.ScalarOp)
}
REFUSED = {
    **dict.fromkeys(("gammainc", "gammaincc", "gammau", "gammal", "chi2sf"), "several threads"),
    **dict.fromkeys(("real", "imag", "angle"), "no C code"),
    **dict.fromkeys(("erfcx", "erfinv", "erfcinv", "jv", "iv", "i0", "i1"), "no C code"),
    **dict.fromkeys(("convert_to_complex64", "convert_to_complex128"), "of complex numbers"),
    **dict.fromkeys(("complex", "complex_from_polar"), "of complex numbers"),
}
# Approximations; and casts, which keep all digits (what rounds in a step is refused before).
ROUGH = {
    **dict.fromkeys(("psi", "tri_gamma"), 1e-7),
    "ultra_fast_scalar_sigmoid": 0.03,
    "convert_to_float16": 1e-3,
    "convert_to_float32": 1e-7,
}


def offered(name):
    """Return an expression with one operation, of numbers or, where it takes none, of bools."""
    op = ON_OFFER[name]
    n = op.nin if getattr(op, "nin", -1) > 0 else 2
    bitwise = isinstance(op, (scalar.UnaryBitOp, scalar.BinaryBitOp))

    def expression(*abc):
        return Elemwise(op)(*[T.gt(x, 0.75) if bitwise else x for x in abc[:n]])

    return expression


@functools.cache
def library_of_offered(dtype):
    expressions = {name: offered(name) for name in ON_OFFER if name not in REFUSED}
    return kernels.load(source(expressions, dtype), dtype, kernels.vector_widths()[0])


@pytest.mark.parametrize("dtype", kernels.DTYPES)
@pytest.mark.parametrize("name", ON_OFFER)
def test_every_operation_on_offer_is_written_on_vectors_or_says_that_it_is_not(name, dtype):
    node = offered(name)(*scalars(dtype)).owner
    reason = refusal(node.op.scalar_op, node.inputs, node.outputs)
    if name in REFUSED:
        assert REFUSED[name] in reason
        return
    assert reason is None
    lanes = LaneFunctions()
    written(offered(name), lanes, dtype)
    assert has_vector_form(node.op.scalar_op) == (lanes.code() == [])
    # At other numbers Theano's own C code and its Python differ.
    numbers = [0.5, 1, 2.5]
    if name not in vars(basic_scipy) and not name.startswith("convert_to_uint"):
        numbers += [-3.7, -1, -0.5, 40]
    arrays = [grid.ravel() for grid in np.meshgrid(*[np.array(numbers, dtype)] * 3)]
    got = kernels.apply(getattr(library_of_offered(dtype), f"on_{name}"), *arrays)
    wide = [T.vector(x, "float64") for x in "abc"]
    reference = theano.function(wide, offered(name)(*wide), on_unused_input="ignore")
    expected = np.asarray(reference(*arrays)).astype(dtype)
    tolerance = max(ROUGH.get(name, 0), 50 * np.finfo(dtype).eps)
    np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance)


def test_has_vector_form():
    assert all(
        has_vector_form(form) for form in (scalar.exp, scalar.switch, scalar.convert_to_int8)
    )
    assert not any(has_vector_form(form) for form in (scalar.sin, scalar.pow, scalar.mod))


def test_each_value_is_computed_once():
    a, b, _ = scalars("float64")
    code = Expressions({a: "a", b: "b"}.get, LaneFunctions())
    power = T.exp(a)
    total = power + b
    code.name(total * power)
    assert [line for line in code.lines if "v_exp" in line] == ["const vec v1 = v_exp(v0);"]
    assert code.name(total) == code.name(total)


def test_operations_that_share_a_name_are_kept_apart():
    x = scalar.float64("x")
    twice, thrice = (Elemwise(scalar.Composite([x], [scalar.sin(x) * n])) for n in (2, 3))
    a, _, _ = scalars("float64")
    code = source({"both": lambda a, b, c: twice(a) - thrice(a)}, "float64")
    got = kernels.apply(
        kernels.load(code, "float64", kernels.vector_widths()[0]).on_both, *[np.array([0.3, 2])] * 3
    )
    np.testing.assert_allclose(got, -np.sin([0.3, 2]))


def test_expensive():
    a, b, _ = scalars("float64")
    assert all(map(is_expensive, (T.exp(a), T.nnet.sigmoid(a), T.sin(a))))
    assert not any(map(is_expensive, (a, a * b, a**2, T.switch(a, b, 1), T.constant(3))))


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0.1, "splat((real)0.1)"),
        (np.float32(0.1), "splat((real)0.10000000149011612)"),
        (-3, "splat((real)-3.0)"),
        (np.inf, "splat((real)INFINITY)"),
        (-np.inf, "splat(-(real)INFINITY)"),
        (np.nan, "splat((real)NAN)"),
    ],
)
def test_literal(value, code):
    assert literal(value) == code


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda a, i: T.erfinv(a), "erfinv, which has no C code"),
        (lambda a, i: i % 2, "mod of integers"),
        (lambda a, i: i & 3, "AND of integers"),
        (lambda a, i: ~i, "Invert of integers|invert of integers"),
        (lambda a, i: T.cast(a, "complex128"), "of complex numbers"),
        (lambda a, i: T.real(T.cast(a, "complex128")), "of complex numbers"),
        (lambda a, i: T.sin(a), None),
        (lambda a, i: i * a + i, None),
        (lambda a, i: i % 0.5, None),
        (lambda a, i: T.gt(a, 0) & T.eq(i, 1), None),
    ],
)
def test_refusal(make, reason):
    import re

    node = make(T.scalar("a", "float64"), T.iscalar("i")).owner
    found = refusal(node.op.scalar_op, node.inputs, node.outputs)
    assert re.search(reason, found) if reason else found is None
