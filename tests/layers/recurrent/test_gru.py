"""GRU: what it has beside other recurrent layers."""

import numpy as np
import pytest

from tests.layers.recurrent.oracle import FEATURES, UNITS
from theanornn.errors import ShapeError
from theanornn.layers import GRU


def test_the_two_biases_of_reset_after_are_one_array(rng):
    layer = GRU(UNITS, reset_after=True, name="reader")
    layer.build((None, None, FEATURES))
    bias = rng.normal(size=(2, 3 * UNITS))
    layer.set_weights([*layer.get_weights()[:2], bias])
    np.testing.assert_array_equal(layer.params["b"].get_value(), bias[0])
    np.testing.assert_array_equal(layer.params["b_recurrent"].get_value(), bias[1])
    with pytest.raises(ShapeError, match=r"reader/bias has shape \(2, 15\).*\(30,\)"):
        layer.set_weights([*layer.get_weights()[:2], bias.ravel()])
