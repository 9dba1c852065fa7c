import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn import regularizers
from theanornn.custom_objects import custom_object_scope
from theanornn.errors import ShapeError, UnknownNameError

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
        ({"name": "WeightRegularizer", "l2": 0.5}, 0.5 * L2),
        (lambda w: 2 * w.sum(), -1.0),
        (regularizers.L1L2, 0),
        (regularizers.l2, 0.01 * L2),
        (regularizers.EigenvalueRegularizer(0.5), 0.5 * np.linalg.norm(W, 2)),
        (regularizers.Regularizer(), 0),
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


class Largest(regularizers.Regularizer):
    """As both Kerases have them."""

    def __init__(self, k=1.0):
        self.k = k

    def __call__(self, w):
        return self.k * T.max(w)

    def get_config(self):
        return {"name": type(self).__name__, "k": self.k}


def test_one_of_your_own():
    own = Largest(3.0)
    assert regularizers.get(own) is own
    assert theano.function([], own(theano.shared(W)))() == 3.0
    described = regularizers.serialize(own)
    assert described == {"class_name": "Largest", "config": {"k": 3.0}}
    with custom_object_scope({"Largest": Largest}):
        assert regularizers.get(described).k == 3.0
    assert Largest.from_config({"k": 2.0}).k == 2.0


def test_a_function_is_known_by_its_name():
    def own(w):
        return T.sum(w)

    assert regularizers.serialize(own) == "own"
    with custom_object_scope({"own": own}):
        assert regularizers.get("own") is own


def test_what_is_no_regularizer():
    with pytest.raises(UnknownNameError, match="regularizer is 0.01, expected a name, a config or"):
        regularizers.get(0.01)
    with pytest.raises(UnknownNameError, match="EigenvalueRegularizer.*'k'"):
        regularizers.get("EigenvalueRegularizer")
    with pytest.raises(UnknownNameError, match="EigenvalueRegularizer.*'k'"):
        regularizers.get(regularizers.EigenvalueRegularizer)


def test_eigenvalues_are_of_matrices():
    with pytest.raises(ShapeError, match="takes a matrix, got a tensor of 1 axes"):
        regularizers.EigenvalueRegularizer(1.0)(T.vector())
