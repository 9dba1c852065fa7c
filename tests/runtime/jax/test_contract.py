"""What the JAX build has to run, item by item: equal to the C build, or refused with a reason.

Further items have files of their own: single operations (``test_operations``), more of loops
(``test_loops``), streams (``test_random``), whole models and all optimizers (``test_models``).
"""

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.ifelse import ifelse
from theano.sandbox.rng_mrg import MRG_RandomStream
from theano.tensor.nnet import conv2d
from theano.tensor.random.utils import RandomStream
from theano.tensor.signal.pool import pool_2d

pytest.importorskip("jax")

from theanornn.cells import GRUCell, LSTMCell  # noqa: E402
from theanornn.errors import BuildError  # noqa: E402
from theanornn.failures import mark  # noqa: E402
from theanornn.function_cache import function  # noqa: E402
from theanornn.recurrence import recur  # noqa: E402

#: Of values and of gradients, as parts of the largest number.
TOLERANCES = {"float32": (1e-5, 1e-4), "float64": (1e-9, 1e-9)}


class Given:
    """Variables with their numbers, of one dtype."""

    def __init__(self, dtype):
        self.dtype, self.values = dtype, {}
        self.rng = np.random.default_rng(12)

    def __call__(self, *shape, scale=1.0):
        return self.of(scale * self.rng.normal(size=shape), self.dtype)

    def of(self, value, dtype):
        value = np.asarray(value, dtype)
        variable = T.TensorType(dtype, (False,) * value.ndim)()
        self.values[variable] = value
        return variable


def loop(given, **options):
    x, h, U = given(6, 3), given(3), given(3, 3, scale=0.5)
    return x, h, U, lambda fn, **more: theano.scan(fn, sequences=x, **{**options, **more})[0]


def plain_step(x_t, h, U):
    return T.tanh(x_t + h.dot(U))


def simple_state(given):
    x, h, U, scan = loop(given)
    return scan(lambda x_t, h, U: T.tanh(x_t + h.dot(U)), outputs_info=h, non_sequences=U), [
        x,
        h,
        U,
    ]


def several_taps(given):
    x, h, U, scan = loop(given)
    start = T.stack([h, h**2])
    found = scan(
        lambda x_t, two, one, U: T.tanh(x_t + two.dot(U) - one / 2),
        outputs_info={"initial": start, "taps": [-2, -1]},
        non_sequences=U,
    )
    return found, [x, h, U]


def results_that_are_no_states(given):
    x, h, U, scan = loop(given)
    found = scan(
        lambda x_t, h, U: [T.tanh(x_t + h.dot(U)), x_t * h],
        outputs_info=[h, None],
        non_sequences=U,
    )
    return T.concatenate(found, axis=1), [x, h, U]


def truncated_backwards(given):
    x, h, U, scan = loop(given, truncate_gradient=2, go_backwards=True)
    return scan(lambda x_t, h, U: T.tanh(x_t + h.dot(U)), outputs_info=h, non_sequences=U), [
        x,
        h,
        U,
    ]


def recurrence(kind, **options):
    def build(given):
        how = dict(options)
        x, h = given(6, 2, 3), given(2, 4)
        cell = kind(3, 4, rng=given.rng, **how.pop("cell", {}))
        mask = given.of(given.rng.random((6, 2)) > 0.3, "bool")
        first = [h] + [None] * (len(cell.states) - 1)
        fused = recur(cell, x, first, mask, how="fused", **how)
        # What the C build has to equal it with needs no compiler.
        how.pop("checkpoint", None)
        plain = recur(cell, x, first, mask, how="scan", **how)
        return (T.concatenate(fused, axis=2), T.concatenate(plain, axis=2)), [
            x,
            h,
            *cell.params.values(),
        ]

    return build


def embedding(given):
    table, ids = given(7, 3), given.of([[3, 0, 3], [6, 6, 1]], "int32")
    return table[ids] ** 2, [table]


def softmax_and_classes(given):
    x, b, classes = given(4, 5), given(5), given.of([0, 4, 2, 2], "int32")
    return T.nnet.categorical_crossentropy(T.nnet.softmax(x + b), classes), [x, b]


def softmax_and_distributions(given):
    x, y = given(4, 5), given(4, 5)
    return T.nnet.categorical_crossentropy(T.nnet.softmax(x), T.nnet.softmax(y)), [x, y]


def softmax_over_time(given):
    x = given(2, 3, 5)
    e = T.exp(x - x.max(axis=-1, keepdims=True))
    return T.log(e / e.sum(axis=-1, keepdims=True)), [x]


def binary(given):
    x, y = given(4, 5), given.of(given.rng.random((4, 5)) > 0.5, given.dtype)
    return T.nnet.binary_crossentropy(T.nnet.sigmoid(x), y), [x]


def dropout(given):
    x = given(4, 50)
    draw = MRG_RandomStream(seed=3).uniform((4, 50), dtype=given.dtype)
    return x * T.lt(draw, 0.7), [x]


def branches(given):
    x, k = given(4, 5), given.of(2, "int32")
    return ifelse(T.gt(k, 1), x**2, x) + ifelse(T.gt(x.shape[0], 9), x, 2 * x), [x]


def convolution_and_pooling(given):
    x, kernels = given(2, 3, 9, 1), given(4, 3, 3, 1)
    # The operations themselves run in C only: this is the same by its definition.
    parts = [
        T.tensordot(x[:, :, i : i + 7, 0], kernels[:, :, 2 - i, 0], [[1], [1]]) for i in range(3)
    ]
    plain = sum(parts).dimshuffle(0, 2, 1, "x")
    plain = T.maximum(plain[:, :, 0:6:2], plain[:, :, 1:6:2])
    return (pool_2d(conv2d(x, kernels), (2, 1), True), plain), [x, kernels]


def batch_normalization(given):
    x, gamma, beta = given(6, 5), given(5), given(5)
    found, mean, _ = T.nnet.bn.batch_normalization_train(x, gamma, beta)[:3]
    return found + mean, [x, gamma, beta]


def advanced_indices(given):
    x, rows = given(5, 4), given.of([3, 0, 3], "int64")
    read = x[rows, rows[::-1]]
    written = T.set_subtensor(x[rows[:2]], 1.0)
    added = T.inc_subtensor(x[rows, rows], read)
    return T.concatenate([read, written.flatten(), added.flatten()]), [x]


def other_dtypes(given):
    n, flags = given.of([[7, -7], [2, 9]], "int64"), given.of([[1, 0], [1, 1]], "bool")
    x = given(2, 2)
    return T.switch(flags, x * (n // 2), n % 3) + T.cast(n, "int8") + (flags & (n > 2)), [x]


ITEMS = {
    "sit_sot": simple_state,
    "mit_sot": several_taps,
    "nit_sot": results_that_are_no_states,
    "truncate_gradient, go_backwards": truncated_backwards,
    "lstm, mask and initial state": recurrence(LSTMCell),
    "gru, checkpoint": recurrence(GRUCell, checkpoint=2, cell={"reset_after": True}),
    "lstm, clipped": recurrence(LSTMCell, cell={"grad_clipping": 0.02}, reverse=True),
    "embedding": embedding,
    "softmax, classes": softmax_and_classes,
    "softmax, distributions": softmax_and_distributions,
    "softmax of more axes": softmax_over_time,
    "binary cross-entropy": binary,
    "mrg": dropout,
    "ifelse": branches,
    "convolution and pooling": convolution_and_pooling,
    "batch normalization": batch_normalization,
    "advanced indexing": advanced_indices,
    "integers and booleans": other_dtypes,
}


@pytest.mark.parametrize("dtype", TOLERANCES)
def test_each_item_is_that_of_the_c_build(dtype):
    given, ours, theirs, names = Given(dtype), [], [], []
    with theano.config.change_flags(floatX=dtype):
        for name, item in ITEMS.items():
            result, wrt = item(given)
            pair = result if isinstance(result, tuple) else (result, result)
            for results, each in zip((ours, theirs), pair):
                each = each.astype(dtype)
                cost = T.sum(T.sqr(each) * T.arange(each.size, dtype=dtype).reshape(each.shape))
                results += [each, *T.grad(cost / each.size, wrt)]
            names += [(name, 0)] + [(name, k + 1) for k in range(len(wrt))]
        inputs, values = list(given.values), list(given.values.values())
        # Both draw from the same place.
        options = {"on_unused_input": "ignore", "no_default_updates": True}
        found = function(inputs, ours, build="jax-cpu", **options)(*values)
        expected = function(inputs, theirs, build="cpu", **options)(*values)
    for (name, k), a, b in zip(names, found, expected):
        assert a.dtype == b.dtype and a.shape == b.shape, name
        scale = max(1, np.abs(b).max())
        tolerance = TOLERANCES[dtype][k > 0]
        np.testing.assert_allclose(a / scale, b / scale, atol=tolerance, err_msg=f"{name}, {k}")


REFUSED = {
    "how many are not zero": lambda x: T.nonzero(x)[0],
    "a Boolean index": lambda x: x[x > 0],
    "another distribution": lambda x: RandomStream(1).choice(4, size=(3,)) + x[0, 0],
    "linear algebra": lambda x: T.nlinalg.svd(x.dot(x.T))[1],
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused_with_operation_layer_and_build(name):
    x = T.dmatrix("x")
    result = REFUSED[name](x)
    mark(result, x, "odd (Lambda)")
    words = r"'jax-cpu' cannot run .* in layer odd \(Lambda\).*The build 'cpu' can"
    with pytest.raises(BuildError, match=words):
        function([x], result, build="jax-cpu")
