import numpy as np
import pytest
import theano

from theanornn import constraints
from theanornn.custom_objects import custom_object_scope
from theanornn.errors import UnknownNameError

W = np.array([[3.0, -0.3], [4.0, 0.4]])  # columns of norm 5 and 0.5


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("maxnorm", W * [2 / 5, 1]),
        ("max_norm", W * [2 / 5, 1]),
        (constraints.MaxNorm(1), W * [1 / 5, 1]),
        (constraints.maxnorm(m=1), W * [1 / 5, 1]),
        (constraints.MaxNorm(1, axis=1), W / [[np.hypot(3, 0.3)], [np.hypot(4, 0.4)]]),
        (constraints.MaxNorm(1, axis=(0, 1)), W / np.sqrt(25.25)),
        ("nonneg", np.maximum(W, 0)),
        ("non_neg", np.maximum(W, 0)),
        ("unitnorm", W / [5, 0.5]),
        (constraints.unit_norm(axis=1), W / [[np.hypot(3, 0.3)], [np.hypot(4, 0.4)]]),
        (constraints.min_max_norm(1, 2), W * [2 / 5, 1 / 0.5]),
        (constraints.min_max_norm(1, 2, rate=0.5), W * [3.5 / 5, 0.75 / 0.5]),
        ({"class_name": "MinMaxNorm", "config": {"min_value": 1.0}}, W / [5, 0.5]),
        ({"name": "MaxNorm", "m": 1, "axis": 0}, W * [1 / 5, 1]),
        ({"name": "MinMaxNorm", "low": 1.0, "high": 2.0, "rate": 1.0, "axis": 0}, W * [2 / 5, 2]),
        ({"class_name": "MaxNorm", "config": {"max_value": 1, "axis": [0, 1]}}, W / np.sqrt(25.25)),
        (constraints.NonNeg, np.maximum(W, 0)),
        (constraints.Constraint(), W),
        (lambda w: w * 2, W * 2),
    ],
)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_values(identifier, expected, dtype):
    limited = constraints.get(identifier)(theano.shared(W.astype(dtype)))
    assert limited.dtype == dtype
    np.testing.assert_allclose(theano.function([], limited)(), expected, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("name", sorted(constraints.FACTORIES))
def test_zero_weights_stay_zero_and_config_round_trips(name):
    constraint = constraints.get(name)
    zeros = theano.function([], constraint(theano.shared(np.zeros((2, 2)))))()
    np.testing.assert_array_equal(zeros, 0)
    assert repr(constraints.get(constraints.serialize(constraint))) == repr(constraint)


def test_none_and_unknown():
    assert constraints.get(None) is None
    assert constraints.serialize(None) is None
    with pytest.raises(UnknownNameError, match="unknown constraint 'max'; did you mean"):
        constraints.get("max")
    with pytest.raises(UnknownNameError, match="MaxNorm takes max_value"):
        constraints.get({"class_name": "MaxNorm", "config": {"n": 3}})
    with pytest.raises(UnknownNameError, match="MinMaxNorm takes min_value"):
        constraints.get({"class_name": "MinMaxNorm", "config": {"lowest": 3}})
    with pytest.raises(UnknownNameError, match="constraint is 2, expected a name"):
        constraints.get(2)


class AtMost(constraints.Constraint):
    """As both Kerases have them."""

    def __init__(self, limit=1.0):
        self.limit = limit

    def __call__(self, w):
        return w.clip(-self.limit, self.limit)


def test_one_of_your_own():
    own = AtMost(0.35)
    assert constraints.get(own) is own
    limited = theano.function([], own(theano.shared(W)))()
    np.testing.assert_array_equal(limited, np.clip(W, -0.35, 0.35))
    described = constraints.serialize(own)
    assert described == {"class_name": "AtMost", "config": {"limit": 0.35}}
    with custom_object_scope({"AtMost": AtMost}):
        assert constraints.get(described).limit == 0.35
