import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn import regularizers
from theanornn.errors import UnknownNameError

W = np.array([[1.0, -2.0], [0.5, 0.0]])
L1, L2 = 3.5, 5.25


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("l1", 0.01 * L1),
        ("l2", 0.01 * L2),
        ("l1_l2", 0.01 * (L1 + L2)),
        ("l1l2", 0.01 * (L1 + L2)),
        ("activity_l2", 0.01 * L2),
        (regularizers.l1(0.5), 0.5 * L1),
        (regularizers.l2(l=0.5), 0.5 * L2),
        (regularizers.l1l2(l1=1, l2=2), L1 + 2 * L2),
        (regularizers.WeightRegularizer(l2=3), 3 * L2),
        (regularizers.L1L2(), 0),
        ({"class_name": "L1L2", "config": {"l1": 0.5, "l2": 0.0}}, 0.5 * L1),
        ({"name": "L1L2Regularizer", "l1": 0.0, "l2": 0.25}, 0.25 * L2),
        (lambda w: 2 * w.sum(), -1.0),
    ],
)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_penalty(identifier, expected, dtype):
    w = theano.shared(W.astype(dtype))
    penalty = regularizers.get(identifier)(w)
    assert penalty.dtype == dtype
    np.testing.assert_allclose(theano.function([], penalty)(), expected, rtol=1e-6)


def test_gradient():
    w = theano.shared(W)
    gradient = theano.function([], T.grad(regularizers.L1L2(0.1, 0.2)(w), w))()
    np.testing.assert_allclose(gradient, 0.1 * np.sign(W) + 0.4 * W)


def test_config_round_trip_and_none():
    regularizer = regularizers.l1_l2(0.1, 0.2)
    assert repr(regularizers.get(regularizers.serialize(regularizer))) == repr(regularizer)
    assert regularizers.get(None) is None
    assert regularizers.serialize(None) is None


def test_unknown():
    with pytest.raises(UnknownNameError, match="unknown regularizer 'l3'; Known: .*l1_l2"):
        regularizers.get("l3")
