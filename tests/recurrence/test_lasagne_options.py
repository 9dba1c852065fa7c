"""``only_return_final``, ``precompute_input`` and Lasagne's names, in every driver."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.scan.op import Scan

from tests.cell_cases import CASES
from theanornn.argument_names import ArgumentError
from theanornn.cells import GRUCell, LSTMCell
from theanornn.errors import NotBuiltError
from theanornn.recurrence import recur

STEPS = 3


@pytest.fixture
def data(rng):
    mask = np.array([[1, 1], [1, 0], [0, 1]])
    return rng.normal(size=(STEPS, 2, 3)), mask


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("how", ["scan", "unroll", "fused"])
def test_only_return_final(how, reverse, data):
    x, mask = data
    cell = LSTMCell(3, 2)
    everything = recur(cell, x, mask=mask, reverse=reverse, how=how)
    final = recur(cell, x, mask=mask, reverse=reverse, how=how, only_return_final=True)
    assert final.driver == how and final[0].tag.theanornn_driver.driver == how
    results = theano.function([], [*everything, *final])()
    for states, last in zip(results[:2], results[2:]):
        np.testing.assert_array_equal(last, states[0 if reverse else -1])


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("how", ["scan", "unroll"])
def test_the_input_is_projected_at_once_or_not(name, how, data, rng):
    case, (x, mask) = CASES[name], data
    weights = {name: theano.shared(v) for name, v in case.random_weights(rng, 3, 2).items()}
    cell = case.cell.over(**weights, **case.options)
    x = theano.shared(x)
    found = []
    for at_once in (True, False):
        hs = recur(cell, x, mask=mask, how=how, reverse=True, precompute_input=at_once)[0]
        found.append([hs, *T.grad(T.sum(T.sqr(hs)), [x, cell.W, cell.params["b"]])])
    values = theano.function([], found[0] + found[1])()
    for one, other in zip(values[:4], values[4:]):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12)


def test_the_loop_has_the_projection_in_it(data):
    x = T.tensor3()
    for at_once in (True, False):
        hs = recur(LSTMCell(3, 2), x, how="scan", precompute_input=at_once)[0]
        (scan,) = (
            node.op
            for node in theano.graph.basic.io_toposort([x], [hs])
            if isinstance(node.op, Scan)
        )
        assert len(scan.inputs) == (4 if at_once else 6)  # z or x, h, c, U; and W, b


class OwnProjection(GRUCell):
    def project(self, x):
        return 2 * super().project(x)


def test_auto_avoids_what_would_project_at_once(data):
    assert recur(GRUCell(3, 2), data[0], precompute_input=False).driver == "fused"
    own = recur(OwnProjection(3, 2), data[0], precompute_input=False)
    assert own.driver == "scan" and "projection of its own" in own.reason
    with pytest.raises(NotBuiltError, match="precompute_input=False: OwnProjection has"):
        recur(OwnProjection(3, 2), data[0], precompute_input=False, how="fused")


def test_lasagne_names(data):
    x, mask = data
    cell = GRUCell(3, 2)
    old = recur(cell, x, mask_input=mask, backwards=True, gradient_steps=2, unroll_scan=True)
    new = recur(cell, x, mask=mask, reverse=True, truncate_gradient=2, how="unroll")
    assert old.driver == "unroll"
    got = theano.function([], [old[0], new[0], *(T.grad(v[0].sum(), cell.W) for v in (old, new))])()
    np.testing.assert_array_equal(got[0], got[1])
    np.testing.assert_array_equal(got[2], got[3])
    assert recur(cell, x, unroll=False).driver == "fused"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(backwards=True, reverse=True), "'backwards' is an old name of 'reverse'"),
        (dict(unroll_scan=True, how="scan"), "'unroll_scan' is an old name of 'how'"),
        (dict(unroll="yes"), "unroll='yes' has no equivalent"),
        (dict(gradient_step=3), "no argument 'gradient_step'. Did you mean 'truncate_gradient'"),
    ],
)
def test_wrong_names(arguments, message, data):
    with pytest.raises(ArgumentError, match=message):
        recur(GRUCell(3, 2), data[0], **arguments)
