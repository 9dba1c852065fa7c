"""How the graph of a step is read: slices, products, and what has no place in a kernel."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.recurrence.fused.interpretation import Block, Interpreter, Refused
from theanornn.recurrence.fused.step import Extent, NotFusable, Step

UNITS = 7919


@pytest.fixture
def reader():
    """An interpreter that knows z (two blocks), h, a weight U (1 × 2), a vector and a constant."""
    return Known()


class Known:
    def __init__(self):
        self.step = Step("float64", gates=2)
        self.interpreter = Interpreter(self.step, UNITS)
        values = self.interpreter.values
        self.z, self.h, self.U, self.m = (T.dmatrix(name) for name in "zhUm")
        self.p, self.s = T.dvector("p"), T.dscalar("s")
        values[self.z] = self.interpreter.leaves("z", "z", 2)
        values[self.h] = [self.interpreter.leaf("state", "h", 0)]
        values[self.U] = Block("U", 0, 1, 0, 2)
        values[self.m] = Block("m", 0, 1, 0, 1)
        values[self.p] = self.interpreter.leaves("vector", "p", 2)
        values[self.s] = self.interpreter.leaf("vector", "s")
        self.interpreter.constants.add("m")
        self.step.extents.update(U=Extent(1, 2), m=Extent(None, 1))

    def read(self, expression):
        """Return the scalar of an expression, evaluated with a number for each leaf."""
        (scalar,) = self.interpreter.new_states([expression])
        return scalar

    def value(self, expression):
        numbers = {v: float(n + 2) for n, v in enumerate(self.step.leaves)}
        wanted = theano.function(
            list(numbers), self.read(expression), on_unused_input="ignore", mode="FAST_COMPILE"
        )
        return float(wanted(*numbers.values()))

    def number(self, kind, index=0):
        leaves = [leaf[::2] for leaf in self.step.leaves.values()]
        return leaves.index((kind, index)) + 2.0


def left(a):
    return a[:, :UNITS]


def right(a):
    return a[:, UNITS:]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (lambda k: left(k.z), lambda z0, z1, h, p0, p1, s: z0),
        (lambda k: right(k.z) * k.h, lambda z0, z1, h, p0, p1, s: z1 * h),
        (lambda k: k.z[:, -UNITS:], lambda z0, z1, h, p0, p1, s: z1),
        (lambda k: k.z[:, -2 * UNITS : -UNITS], lambda z0, z1, h, p0, p1, s: z0),
        (lambda k: k.h[:], lambda z0, z1, h, p0, p1, s: h),
        (lambda k: k.h[..., :UNITS], lambda z0, z1, h, p0, p1, s: h),
        (lambda k: right(k.z + k.p), lambda z0, z1, h, p0, p1, s: z1 + p1),
        (lambda k: left(k.z) + k.p[UNITS:], lambda z0, z1, h, p0, p1, s: z0 + p1),
        (lambda k: k.h * k.p.dimshuffle("x", 0)[:, :UNITS], lambda z0, z1, h, p0, p1, s: h * p0),
        (lambda k: right(k.s * k.z - 1), lambda z0, z1, h, p0, p1, s: s * z1 - 1),
        (lambda k: T.fill(k.h, k.s), lambda z0, z1, h, p0, p1, s: s),
        (lambda k: T.zeros_like(k.h) + 3, lambda z0, z1, h, p0, p1, s: 3),
        (
            lambda k: right(T.concatenate([k.z, k.h], axis=1)[:, UNITS:]),
            lambda z0, z1, h, p0, p1, s: h,
        ),
        (lambda k: left(T.tanh(k.z)), lambda z0, z1, h, p0, p1, s: np.tanh(z0)),
        (lambda k: T.unbroadcast(k.h, 0), lambda z0, z1, h, p0, p1, s: h),
        (lambda k: theano.gradient.grad_clip(k.h, -1, 1), lambda z0, z1, h, p0, p1, s: h),
        (lambda k: k.h * np.ones((1, 1)), lambda z0, z1, h, p0, p1, s: h),
        (lambda k: T.switch(k.h > 3, k.h, 0), lambda z0, z1, h, p0, p1, s: h * (h > 3)),
    ],
)
def test_columns(reader, expression, value):
    got = reader.value(expression(reader))
    numbers = [reader.number(*leaf) for leaf in [("z", 0), ("z", 1), ("state", 0)]]
    names = [v.name for v in reader.step.leaves]
    numbers += [names.index(name) + 2.0 for name in ("p0", "p1", "s0")]
    np.testing.assert_allclose(got, value(*numbers))


def test_a_matrix_is_a_weight_or_a_constant_by_its_use(reader):
    reader.read(reader.h * reader.m)
    assert ("constant", "m", 0) in reader.step.leaves.values()
    reader.step.extents["m"] = Extent(1, 1)
    reader.read(T.dot(reader.h, reader.m))
    assert [p.weight for p in reader.step.products] == ["m"]


def test_products_of_blocks(reader):
    wide = T.dot(reader.h, reader.U)
    again = T.dot(reader.h, reader.U[:, UNITS:])
    reader.read(left(wide) + right(wide) * again)
    assert {(p.row, p.column) for p in reader.step.products} == {(0, 0), (0, 1)}
    assert len(reader.step.products) == 2


def test_products_with_several_blocks_of_rows(reader):
    V = T.dmatrix("V")
    reader.interpreter.values[V] = Block("V", 0, 2, 0, 1)
    reader.step.extents["V"] = Extent(2, 1)
    reader.read(T.dot(T.concatenate([reader.h, T.tanh(reader.h)], axis=1), V))
    reader.read(T.dot(reader.h, V[UNITS:]))
    both, lower = reader.step.products
    assert (len(both.left), both.row) == (2, 0)
    assert (len(lower.left), lower.row) == (1, 1)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (lambda k: k.h.sum(axis=1, keepdims=True) * k.h, "Sum.* neither element-wise nor a prod"),
        (lambda k: T.nnet.softmax(k.h), "Softmax"),
        (lambda k: k.h[:, ::-1], "single columns, or every n-th"),
        (lambda k: k.h[:, :1] * k.h, "within a gate"),
        (lambda k: k.h[:, : T.iscalar("n")], "the variable n, which is no attribute"),
        (lambda k: k.h[:, : k.h.shape[0]], "Shape"),
        (lambda k: k.h[:, : T.cast(k.s, "int32")], "bounds that are no constants"),
        (lambda k: k.z[:, 2 * UNITS :] + k.h, "slices blocks 2 to 2 of `units`, out of 2"),
        (lambda k: k.z[:, : 3 * UNITS] + k.h, "slices blocks 0 to 3 of `units`, out of 2"),
        (lambda k: k.z[:, -3 * UNITS : -UNITS], "slices blocks -1 to 1"),
        (lambda k: k.h[1:], "a slice of the rows of a batch"),
        (lambda k: k.z * k.h, r"of \[1, 2\] times `units` columns"),
        (lambda k: k.h.T, "which makes something else"),
        (lambda k: T.stack([k.h, k.h], axis=2)[:, :, 0], "which makes something else"),
        (lambda k: k.h * k.p.dimshuffle(0, "x"), "which makes something else"),
        (lambda k: T.concatenate([k.h, k.h], axis=0), "concatenation of something other"),
        (lambda k: T.dot(k.h, k.U.T), "U transposed"),
        (lambda k: k.U * k.h, "of a weight matrix"),
        (lambda k: T.dot(k.h, k.z), "right side is not a weight matrix"),
        (lambda k: T.dot(k.h, k.m), "m, whose shape is not known to be a multiple"),
        (lambda k: T.dot(k.z, k.U), "multiplies 2 blocks of `units` columns with 1 blocks of rows"),
        (lambda k: T.dot(k.p, k.U) + k.h, "a product of a vector with a matrix"),
        (lambda k: k.h * np.ones(3), "a constant array"),
        (lambda k: k.h * T.dvector("outside"), "the variable outside, which is no attribute"),
        (lambda k: T.cast(k.h, "int32") % 2 + k.h, "mod of integers"),
        (lambda k: T.erfinv(k.h), "erfinv, which has no C code"),
        (lambda k: T.cast(k.h, "float32") + k.s, "float32}, which rounds what the kernel computes"),
        (lambda k: T.cast(k.h, "float16"), "float16}, which rounds"),
        (lambda k: k.h + T.ones((2, 3)), "Alloc|a constant array"),
        (lambda k: k.z, "a state whose width is not `units`"),
    ],
)
def test_what_has_no_place_in_a_kernel(reader, expression, reason):
    with pytest.raises(NotFusable, match=reason):
        reader.read(expression(reader))


def test_casts_to_what_the_kernel_computes_in_are_none():
    """Users write them so that nothing becomes float64 by accident."""
    step = Step("float32", gates=1)
    interpreter = Interpreter(step, UNITS)
    h, scale = T.fmatrix("h"), T.constant(np.float64(0.5))
    interpreter.values[h] = [interpreter.leaf("state", "h", 0)]
    for expression in (
        T.cast(h * scale, "float32"),
        h * T.cast(T.gt(h, 0), "float32"),
        T.cast(T.cast(h, "float64") * 3, "float32"),
    ):
        (value,) = interpreter.new_states([expression])
        assert value.dtype == "float32"


def test_what_is_refused_is_no_error_until_it_is_used(reader):
    reader.interpreter.values[reader.m] = Refused("nothing good")
    reader.read(reader.h)
    with pytest.raises(NotFusable, match="the step uses nothing good"):
        reader.read(reader.h + reader.m)


def test_sums_are_flat(reader):
    total = reader.read((reader.h + reader.s) + (left(reader.z) + 1))
    assert len(total.owner.inputs) == 4
