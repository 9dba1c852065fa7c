"""MaxoutDense; more numbers are in test_against_keras.py."""

import numpy as np
import pytest

from tests.layers.evaluation import run
from theanornn.errors import ShapeError
from theanornn.layers import MaxoutDense


@pytest.mark.parametrize("use_bias", [True, False])
def test_values(use_bias, rng):
    x = rng.normal(size=(5, 4))
    layer = MaxoutDense(3, nb_feature=2, use_bias=use_bias)
    layer.build((None, 4))
    values = [rng.normal(size=array.shape) for array in layer.get_weights()]
    layer.set_weights(values)
    b = values[1] if use_bias else np.zeros((2, 3))
    products = [x @ values[0][k] + b[k] for k in range(2)]
    np.testing.assert_allclose(run(layer, x), np.maximum(*products), rtol=1e-9)


def test_regularizers_and_constraints_reach_their_own_weight():
    layer = MaxoutDense(3, W_regularizer="l1", b_regularizer="l2", b_constraint="nonneg")
    layer.build((None, 4))
    assert {name: each.l1 for name, each in layer.params.regularizers.items()} == {
        "W": 0.01,
        "b": 0.0,
    }
    assert list(layer.params.constraints) == ["b"]


def test_what_it_cannot_take():
    with pytest.raises(ShapeError, match="nb_feature=0"):
        MaxoutDense(3, nb_feature=0)
    with pytest.raises(ShapeError, match="out: the number of features"):
        MaxoutDense(3, name="out").build((None, None))
