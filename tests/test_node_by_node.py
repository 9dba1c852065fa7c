"""A graph, one operation after another; where a value comes from."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.node_by_node import NodeByNode, causes


def test_values_on_the_way():
    x, w = T.dvector(), theano.shared(np.array([2.0, 3.0]))
    product = x * w
    run = NodeByNode([T.sum(product), w], {x: np.array([1.0, 2.0])})
    assert run.possible
    assert not run.is_known(product)
    assert len(list(run)) == 2
    assert run.is_known(product)
    np.testing.assert_array_equal(run.value(product), [2, 6])
    np.testing.assert_array_equal(run.value(w), [2, 3])


def test_what_is_not_given():
    assert not NodeByNode([T.dscalar() + 1], {}).possible


def test_an_operation_that_fails():
    x = T.dmatrix()
    with pytest.raises(ValueError, match="shapes|aligned|mismatch"):
        list(NodeByNode([T.dot(x, x)], {x: np.ones((2, 3))}))


def test_causes():
    x, y = T.dvectors("xy")
    early, late = T.log(x), T.sqrt(y)
    result = T.sum(early) + T.sum(late) + T.sum(T.log(x + 5))
    run = NodeByNode([result], {x: np.array([0.0]), y: np.array([np.nan])})
    with np.errstate(all="ignore"):
        list(run)
    nodes, leaves = causes(run, [result], lambda value: not np.isfinite(value).all())
    assert nodes == [early.owner]
    assert leaves == [y]
