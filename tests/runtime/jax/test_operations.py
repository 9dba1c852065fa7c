"""Operation by operation: the JAX build computes what the operations themselves do."""

import numpy as np
import pytest
import theano.tensor as T
from theano.graph.basic import Apply
from theano.graph.op import Op
from theano.ifelse import ifelse
from theano.tensor.nnet import conv2d
from theano.tensor.signal.pool import pool_2d

pytest.importorskip("jax")

from theanornn.function_cache import function  # noqa: E402

x, y = T.fmatrix("x"), T.fmatrix("y")
square, row = T.fmatrix("square"), T.fvector("row")
three, images, kernels = T.ftensor3("three"), T.ftensor4("images"), T.ftensor4("kernels")
ids, classes, k = T.ivector("ids"), T.ivector("classes"), T.iscalar("k")

rng = np.random.default_rng(7)


def numbers(*shape):
    return rng.normal(size=shape).astype("float32")


GIVEN = {
    x: numbers(4, 5),
    y: numbers(4, 5),
    square: numbers(5, 5) + 3 * np.eye(5, dtype="float32"),
    row: numbers(5),
    three: numbers(4, 5, 3),
    images: numbers(2, 3, 7, 1),
    kernels: numbers(4, 3, 3, 1),
    ids: np.array([3, 0, 3, 1], "int32"),
    classes: np.array([0, 4, 2, 2], "int32"),
    k: np.int32(2),
}
positive = abs(x) + 0.5
softmax = T.nnet.softmax(x)

EXPRESSIONS = {
    "arithmetic": (x + y) * x - y / (2 + x**2),
    "integers": (ids * 7) // 3 + ids % 2,
    "mixed dtypes": ids[:, None] * x,
    "exp log": T.exp(x) + T.log(positive) + T.log1p(positive) + T.expm1(x) + T.log2(positive),
    "trigonometry": T.sin(x) + T.cos(y) + T.tan(x / 9) + T.arctan(x) + T.arctan2(x, y),
    "hyperbolic": T.tanh(x) + T.sinh(x) + T.cosh(y) + T.arcsinh(x),
    "sigmoid": T.nnet.sigmoid(x) + T.nnet.hard_sigmoid(y) + T.nnet.softplus(20 * x),
    "softsign elu": T.nnet.nnet.softsign(x) + T.nnet.elu(y) + T.nnet.relu(x, 0.1),
    "rounding": T.floor(x) + T.ceil(y) + T.round(3 * x) + T.sgn(x) + T.iround(3 * y),
    "roots": T.sqrt(positive) + T.sqr(x) + positive**1.5 + 1 / positive + T.inv(positive),
    "erf gamma": T.erf(x) + T.erfc(y) + T.gammaln(positive),
    "comparison": T.switch((x > y) & (x < 1), x, 2 * y) + T.eq(ids, 3)[:, None],
    "clip": T.clip(x, -0.5, 0.5) + T.maximum(x, y) - T.minimum(x, 0.1),
    "isnan": T.isnan(T.log(x)) + T.isinf(x / 0),
    "logic": T.or_(x > 0, y > 0) * T.invert(ids)[:, None] + T.xor(x > 0, y > 0),
    "cast": T.cast(3 * x, "int32") + T.cast(x > 0, "float64"),
    "sum": x.sum() + x.sum(axis=0).sum() + T.sum(x, axis=1, keepdims=True) + T.prod(y, axis=0),
    "mean var": T.mean(x, axis=1) + T.var(x, axis=1) + T.std(x, axis=1),
    "max": T.max(x, axis=0) + T.min(y, axis=0) + T.argmax(x, axis=0),
    "max of all": T.max(three, axis=(0, 2)) + T.argmax(x) + T.argmin(y, axis=0),
    "any all": T.any(x > 1, axis=0) + T.all(x > -1, axis=0),
    "cumulated": T.cumsum(x, axis=1) + T.cumprod(y, axis=0),
    "dot": T.dot(x, square) + T.dot(x, row)[:, None] + T.dot(row, row),
    "three dot": T.dot(three.dimshuffle(0, 2, 1), square),
    "batched dot": T.batched_dot(three, three.dimshuffle(0, 2, 1)),
    "tensordot": T.tensordot(three, three, [[1, 2], [1, 2]]) + T.outer(x[:, 0], y[:, 0]),
    "inverse": T.nlinalg.matrix_inverse(square) + T.nlinalg.det(square),
    "shapes": x.dimshuffle(1, "x", 0) + T.shape_padright(row, 2),
    "reshape": T.reshape(three, (x.shape[0] * 3, -1)) + T.flatten(three, 1)[:5],
    "join": T.concatenate([x, y, x[:, :2]], axis=1),
    "stack": T.stack([x, y], axis=1) + T.tile(row, (2, 1)),
    "split": T.split(x, [2, 3], 2, axis=1)[1] + T.repeat(y[:, 0], 3).reshape((4, 3)),
    "alloc": T.alloc(row, x.shape[0], 5) + T.zeros_like(x) + T.ones((4, 5)) + T.fill(x, 2),
    "arange": T.arange(x.shape[1]) + T.arange(1, 10, 2, dtype="float32"),
    "eye": T.eye(5) + T.tri(5) + T.triu(square) + T.diag(row),
    "slices": x[1:3, ::2].sum() + x[::-1] + x[-1] + x[:, 1:2].sum(),
    "a step": three[k] + three[:, k].sum(axis=0) + three[k - 3, k].sum(),
    "set inc": T.set_subtensor(x[1:3], 7.0) + T.inc_subtensor(y[:, k], 2.0),
    "rows": square[ids] + T.set_subtensor(square[ids[:2]], x[:2])[:4],
    "sums of rows": T.inc_subtensor(square[ids], x),
    "gather": x[T.arange(4), classes] + T.inc_subtensor(x[T.arange(4), classes], 1.0)[:, 0],
    "sort": T.sort(x, axis=1) + T.argsort(y, axis=1),
    "softmax": softmax + T.nnet.nnet.logsoftmax(y) + T.nnet.softmax(x + row),
    "crossentropy": T.nnet.categorical_crossentropy(softmax, classes)
    + T.nnet.categorical_crossentropy(softmax, T.nnet.softmax(y)),
    "binary": T.nnet.binary_crossentropy(T.nnet.sigmoid(x), T.nnet.sigmoid(y)),
    "ifelse": ifelse(k > 1, x, 2 * x) + ifelse(T.gt(x.shape[0], 9), x[:1], y),
    "max pool": pool_2d(images, (2, 1), True),
    "max pool to the border": pool_2d(images, (3, 1), False, (2, 1)),
    "mean pool": pool_2d(images, (3, 1), True, (2, 1), (1, 0), "average_exc_pad"),
    "mean pool with padding": pool_2d(images, (3, 1), True, (2, 1), (1, 0), "average_inc_pad"),
    "mean pool to the border": pool_2d(images, (2, 1), False, mode="average_exc_pad"),
    "batch norm": T.nnet.bn.batch_normalization_train(x, row, row)[0],
    "batch norm as used": T.nnet.bn.batch_normalization_test(x, row, row, row, abs(row) + 1),
}
FLOATS = [v for v in GIVEN if v.dtype == "float32"]


def computed(outputs, **options):
    inputs = list(GIVEN)
    run = function(inputs, outputs, on_unused_input="ignore", **options)
    return run(*GIVEN.values())


def compare(outputs, names, tolerance):
    found = computed(outputs, build="jax-cpu")
    for name, a, b, variable in zip(names, found, computed(outputs), outputs):
        assert type(a) is np.ndarray and a.flags.writeable
        assert a.dtype == variable.dtype and a.shape == b.shape, name
        scale = max(1, np.max(np.abs(b), initial=0, where=np.isfinite(b)))
        np.testing.assert_allclose(a / scale, b / scale, atol=tolerance, err_msg=name)


def test_each_operation_computes_the_same():
    compare(list(EXPRESSIONS.values()), list(EXPRESSIONS), 2e-6)


def test_gradients_are_the_same():
    names = [n for n, e in EXPRESSIONS.items() if e.dtype.startswith("float") and n != "isnan"]
    # The operations themselves have no gradient of padded means; of maxima see below.
    for name in ("max pool", "mean pool", "mean pool with padding"):
        names.remove(name)
    cost = sum(T.sum(T.sqr(EXPRESSIONS[name]) / (1 + i)) for i, name in enumerate(names))
    gradients = T.grad(T.cast(cost, "float32"), FLOATS, disconnected_inputs="ignore")
    compare(gradients, [str(v) for v in FLOATS], 1e-5)


def test_all_equal_maxima_get_the_gradient_of_a_pool():
    pooled = pool_2d(T.round(images), (3, 1), True, (1, 1), (1, 0))
    compare([T.grad(T.sum(pooled**2), images)], ["max pool"], 1e-6)


def test_float64_stays_float64():
    a = T.dvector()
    run = function([a], [T.exp(a).sum(), a.shape[0], T.argmax(a)], build="jax-cpu")
    total, n, place = run([1.0, 2.0])
    assert total.dtype == np.float64 and n.dtype == place.dtype == np.int64
    np.testing.assert_allclose(total, np.exp(1) + np.exp(2), rtol=1e-14)


def test_64_bits_are_not_switched_on_for_others():
    import jax.numpy as jnp

    function([x], x.sum(), build="jax-cpu")(GIVEN[x])
    assert jnp.arange(2.0).dtype == np.float32


def test_an_axis_of_one_is_not_repeated_unawares():
    run = function([x, y], x + y, build="jax-cpu")
    with pytest.raises(ValueError, match=r"\(4, 5\), \(4, 1\)"):
        run(GIVEN[x], GIVEN[y][:, :1])


def test_shapes_may_change_from_call_to_call():
    run = function([x], [x.sum(axis=0), T.zeros_like(x)], build="jax-cpu")
    for shape in ((4, 5), (2, 3), (4, 5), (0, 3)):
        total, zeros = run(np.ones(shape, "float32"))
        assert total.tolist() == [shape[0]] * shape[1] and zeros.shape == shape


@pytest.mark.parametrize(
    "output, words",
    [
        (T.arange(k), "length of arange depends on data"),
        (T.zeros((k, 2)), "a size of alloc depends on data"),
    ],
    ids=str,
)
def test_sizes_that_depend_on_data_are_refused_in_words(output, words):
    from theanornn.errors import BuildError

    run = function([x, k], output, on_unused_input="ignore", build="jax-cpu")
    with pytest.raises(BuildError, match=words):
        run(GIVEN[x], GIVEN[k])


def test_an_operation_without_a_form_is_refused_when_the_function_is_compiled():
    from theanornn.errors import BuildError

    with pytest.raises(BuildError, match=r"jax-cpu.* cannot run .*QR.*build 'cpu' can"):
        function([square], T.nlinalg.qr(square), build="jax-cpu")


def test_an_operation_of_ones_own_brings_its_form():
    class Twice(Op):
        __props__ = ()

        def make_node(self, a):
            return Apply(self, [a], [a.type()])

        def perform(self, node, inputs, storage):
            storage[0][0] = 2 * inputs[0]

        def in_jax(self, node, a):
            return a + a

    assert function([row], Twice()(row), build="jax-cpu")([1.0, 2.0]).tolist() == [2, 4]


def convolved(image, kernel, padding=0, stride=1, dilation=1, flip=True):
    """A convolution over the third axis, by its definition."""
    image = np.pad(image[..., 0], ((0, 0), (0, 0), (padding, padding)))
    kernel = kernel[:, :, ::-1, 0] if flip else kernel[..., 0]
    length = image.shape[2] - dilation * (kernel.shape[2] - 1)
    parts = [
        np.einsum("bcl,oc->bol", image[:, :, dilation * i : dilation * i + length], kernel[:, :, i])
        for i in range(kernel.shape[2])
    ]
    return sum(parts)[:, :, ::stride, None]


def test_convolutions_and_their_gradients():
    cases = [
        ({}, {}),
        ({"border_mode": "half", "subsample": (2, 1)}, {"padding": 1, "stride": 2}),
        ({"filter_flip": False, "filter_dilation": (2, 1)}, {"flip": False, "dilation": 2}),
        ({"border_mode": (2, 0)}, {"padding": 2}),
    ]
    outputs = []
    for options, _ in cases:
        result = conv2d(images, kernels, **options)
        outputs += [result, *T.grad(T.sum(T.sqr(result)), [images, kernels])]
    found = iter(computed(outputs, build="jax-cpu"))
    image, kernel = GIVEN[images], GIVEN[kernels]
    other_image, other_kernel = numbers(*image.shape), numbers(*kernel.shape)
    for _, options in cases:
        result, of_image, of_kernel = next(found), next(found), next(found)
        np.testing.assert_allclose(result, convolved(image, kernel, **options), atol=1e-5)
        # Convolution is linear in both arguments, so its gradients tell it of any others.
        for gradient, other, again in (
            (of_image, other_image, convolved(other_image, kernel, **options)),
            (of_kernel, other_kernel, convolved(image, other_kernel, **options)),
        ):
            np.testing.assert_allclose(np.sum(gradient * other), np.sum(2 * result * again), 1e-3)
