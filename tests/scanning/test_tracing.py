"""States whose type changes from the first step to the second; updates that nobody passes on."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.sandbox.rng_mrg import MRG_RandomStream

from theanornn import scan
from theanornn.errors import DtypeError, ShapeError, UnknownNameError

HOW = pytest.mark.parametrize("how", [pytest.param("fused", marks=pytest.mark.compiled), "scan"])
V, X = T.vector("v"), T.tensor3("x")


@HOW
@pytest.mark.parametrize("first", [0, np.int64(0), np.float32(0), np.zeros((), bool)])
def test_initial_values_of_a_narrower_dtype_are_cast(how, first):
    total, _ = scan(lambda v, total: total + v, V, first, how=how)
    assert total.dtype == "float64"
    assert total.eval({V: [1, 2.5]}).tolist() == [1, 3.5]


@HOW
def test_outputs_of_a_narrower_dtype_are_cast(how):
    signs, _ = scan(lambda v, before: T.gt(v, before), V, T.zeros(()), how=how)
    assert signs.dtype == "float64"
    assert signs.eval({V: [1, 2, 0.5]}).tolist() == [1, 1, 0]


def test_integers_stay_integers():
    counts, _ = scan(lambda v, n: n + T.cast(v, "int32"), V, np.int8(0))
    assert counts.dtype == "int32" and counts.eval({V: [3, 4]}).tolist() == [3, 7]


def test_floats_wider_than_floatX_are_refused():
    n = T.lvector("n")
    with theano.config.change_flags(floatX="float32"):
        with pytest.raises(DtypeError, match=r"float32.*returned float64.*n\[t\] \(int64\)"):
            scan(lambda n_t, h: n_t * h, n, T.fscalar("h"))
        with pytest.raises(DtypeError, match=r"initial.astype\('float32'\)"):
            scan(lambda n_t, h: T.cast(h, "float32"), n, T.dscalar("h"))


@HOW
@pytest.mark.parametrize(("batch", "units"), [(1, 1), (3, 1), (1, 2), (3, 2)])
def test_initial_values_of_one_row_or_column_are_repeated(how, batch, units):
    W, U = (theano.shared(np.full((n, units), 0.5)) for n in (1, units))
    start = theano.shared(np.ones((1, units)), broadcastable=(True, units == 1))
    h, _ = scan(lambda x, h: T.dot(x, W) + T.dot(h, U), X, start, how=how)
    gradient = T.grad(h[-1].sum(), start)
    function = theano.function([X], [h, gradient])
    h, gradient = function(np.ones((2, batch, 1)))
    assert h.shape == (2, batch, units)
    first = 0.5 + 0.5 * units
    np.testing.assert_allclose(h[:, -1, -1], [first, 0.5 + 0.5 * units * first])
    np.testing.assert_allclose(gradient, np.full((1, units), batch * (0.5 * units) ** 2))


def test_broadcast_states_that_theano_takes_stay_broadcast():
    column = T.ones((3, 1))
    outputs, _ = scan(lambda x, m: (m * x.sum() / 2, m * x), X, [column, None])
    expected, _ = theano.scan(lambda x, m: (m * x.sum() / 2, m * x), X, [column, None])
    data = np.arange(12.0).reshape(2, 3, 2)
    assert outputs[0].broadcastable == expected[0].broadcastable == (False, False, True)
    for got, wanted in zip(outputs, expected):
        np.testing.assert_allclose(got.eval({X: data}), wanted.eval({X: data}))


@pytest.mark.parametrize(
    ("step", "outputs_info", "options", "error", "message"),
    [
        (
            lambda x, h: (h, h, h),
            [T.zeros(()), None],
            {},
            ShapeError,
            "3 outputs.*outputs_info has 2",
        ),
        (lambda x, h: x, T.zeros(()), {}, ShapeError, r"outputs_info\[0\] has 0 axes.*2 axes"),
        (
            lambda x, h: x * theano.shared(np.ones(1), "gain"),
            T.zeros((2, 2)),
            {"strict": True},
            UnknownNameError,
            r"uses \[gain\], which are not in non_sequences",
        ),
    ],
)
def test_steps_that_do_not_fit_are_refused(step, outputs_info, options, error, message):
    with pytest.raises(error, match=message):
        scan(step, X, outputs_info, **options)


def test_strict_takes_what_is_named():
    gain = theano.shared(np.ones(2))
    options = {"non_sequences": gain, "strict": True, "how": "scan"}
    h, _ = scan(lambda x, h, gain: h + gain * x, X, T.zeros((1, 2)), **options)
    assert h.eval({X: np.ones((2, 1, 2))}).tolist() == [[[1, 1]], [[2, 2]]]


def test_the_step_is_called_once():
    calls = []
    scan(lambda v, h: calls.append(h) or v + h, V, T.zeros(()), how="scan")
    assert len(calls) == 1


@pytest.mark.parametrize("n_steps", [3, 1])
def test_random_numbers_are_fresh_without_updates(n_steps):
    stream = MRG_RandomStream(1)
    drawn, updates = scan(lambda v: stream.uniform(v.shape), X, n_steps=n_steps)
    assert drawn.tag.theanornn_driver.driver == "scan"
    data = np.zeros((3, 2, 2))
    without, given = theano.function([X], drawn), theano.function([X], drawn, updates=updates)
    numbers = np.stack([without(data), without(data), given(data), without(data)])
    assert numbers.shape == (4, n_steps, 2, 2)
    assert len(np.unique(numbers)) == numbers.size


def test_updates_that_the_step_returns_are_passed_on():
    count = theano.shared(0, "count")
    total, updates = scan(lambda v, h: (v + h, {count: count + 1}), V, T.zeros(()))
    assert "updates [count]" in total.tag.theanornn_driver.reason
    function = theano.function([V], total, updates=updates)
    assert function([1, 2, 3]).tolist() == [1, 3, 6] and count.get_value() == 3
