"""Steps as people write them: ``theanornn.scan`` gives what ``theano.scan`` gives, in C."""

import re

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.scan.utils import until

from tests.scanning import steps
from theanornn import scan
from theanornn.errors import ShapeError
from theanornn.recurrence.fused import NotFusable
from theanornn.scanning import front

fused = pytest.mark.compiled


@fused
@pytest.mark.parametrize("name", steps.FUSED)
def test_fused_gives_values_and_gradients_of_theano(name, rng):
    program = steps.FUSED[name]
    original, _ = steps.function_of(program, theano.scan)
    ours, outputs = steps.function_of(program, scan)
    assert {output.tag.theanornn_driver.driver for output in outputs} == {"fused"}
    arrays = steps.arrays(rng)
    for got, expected in zip(ours(*arrays), original(*arrays)):
        np.testing.assert_allclose(got, expected, rtol=1e-10, atol=1e-12)


@fused
@pytest.mark.parametrize("name", ["masked_lstm", "masked_gru", "four_matrices"])
def test_float32(name, rng):
    program = steps.FUSED[name]
    original, _ = steps.function_of(program, theano.scan, "float32")
    ours, outputs = steps.function_of(program, scan, "float32")
    assert outputs[0].dtype == "float32"
    assert outputs[0].tag.theanornn_driver.driver == "fused"
    arrays = [array.astype("float32") for array in steps.arrays(rng)]
    for got, expected in zip(ours(*arrays), original(*arrays)):
        np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-5)


@fused
@pytest.mark.parametrize("sizes", [(1, 1, 1), (1, 2, 9), (7, 1, 8)])
def test_edges(sizes, rng):
    n_steps, batch, units = sizes
    functions = [
        steps.function_of(steps.masked_lstm, loop, n_in=1, units=units)[0]
        for loop in (theano.scan if units > 1 else _scanned, scan)
    ]
    arrays = steps.arrays(rng, n_in=1, steps=n_steps, batch=batch)
    for got, expected in zip(*(function(*arrays) for function in functions)):
        np.testing.assert_allclose(got, expected, rtol=1e-10, atol=1e-12)


def _scanned(*arguments, **options):
    return scan(*arguments, how="scan", **options)


X, N = T.tensor3("x"), T.iscalar("n")
ZEROS, COUNT = T.zeros((2, 4)), theano.shared(0, "n")


@pytest.mark.parametrize(
    ("step", "outputs_info", "reason"),
    [
        (lambda x, h: T.nnet.softmax(x + h), ZEROS, "Softmax, which is neither element-wise"),
        (lambda x, h: (x + h, {COUNT: COUNT + 1}), ZEROS, r"the step updates \[n\]"),
        (lambda x, h: (x + h, until(h[0, 0] > 1)), ZEROS, "it stops at a condition"),
        (lambda x: x, None, "nothing that needs a loop"),
        (lambda x, h, g: x + h + g, {"initial": X, "taps": [-2, -1]}, r"taps \[-2, -1\]"),
        (lambda x, h, k: (x + h, k + 1), [ZEROS, 0], "dtypes"),
        (lambda x, h, c: (h, c), [ZEROS, T.zeros((2, 5))], r"different sizes, \[4, 5\]"),
        (lambda x, h: x + T.dot(h, T.dmatrix("W")), T.dmatrix("h"), "size of its states is not"),
        (lambda x, h: h * x, T.zeros((3, 2, 4)), "more than two axes"),
        (lambda x, h: h * T.dot(h, h.T).sum(), ZEROS, "makes something else of"),
        (lambda x, h: h + T.sort(h), ZEROS, "Sort"),
    ],
)
def test_what_cannot_be_fused_says_why(step, outputs_info, reason):
    outputs, _ = scan(step, X, outputs_info, return_list=True)
    assert {output.tag.theanornn_driver.driver for output in outputs} == {"scan"}
    assert re.search(f"fused cannot: .*{reason}", outputs[0].tag.theanornn_driver.reason)
    with pytest.raises(NotFusable, match=f"cannot run the scan.*{reason}.*Use how='scan'"):
        scan(step, X, outputs_info, how="fused")


def test_a_step_that_cannot_be_read_runs_as_ever(monkeypatch):
    def fail(*arguments):
        raise RuntimeError("no")

    monkeypatch.setattr(front, "tidied", fail)
    total, _ = scan(lambda v, h: v + h, T.vector("v"), T.zeros(()))
    assert total.tag.theanornn_driver.reason.endswith("reading the step failed: RuntimeError: no")
    with pytest.raises(RuntimeError):
        scan(lambda v, h: v + h, T.vector("v"), T.zeros(()), how="fused")


@fused
def test_shapes_that_change_after_the_graph_was_built_are_refused():
    U, x = theano.shared(np.eye(2)), T.tensor3("x")
    h, _ = scan(lambda x, h: x + T.dot(h, U), x, T.zeros_like(x[0]))
    function = theano.function([x], h)
    U.set_value(np.eye(3))
    with pytest.raises(ShapeError, match="has 3 columns, but the step was built for 2"):
        function(np.ones((2, 1, 3)))


@fused
@pytest.mark.parametrize("matrix", [theano.shared, np.asarray])
def test_generation_needs_no_sequence(matrix):
    U = matrix(np.full((2, 2), 0.5))
    h, updates = scan(lambda h: T.dot(h, U), outputs_info=T.ones((1, 2)), n_steps=N)
    assert h.tag.theanornn_driver.driver == "fused" and not updates
    assert h.eval({N: 3}).tolist() == [[[1, 1]]] * 3


def test_results_are_returned_as_theano_returns_them():
    step = {"sequences": T.vector("v"), "outputs_info": T.zeros(()), "how": "scan"}
    one, _ = scan(lambda v, h: v + h, **step)
    (listed,), _ = scan(lambda v, h: v + h, **step, return_list=True)
    assert one.ndim == listed.ndim == 1
    nothing, updates = scan(lambda: {COUNT: COUNT + 1}, n_steps=2)
    assert nothing is None and len(updates) == 1
