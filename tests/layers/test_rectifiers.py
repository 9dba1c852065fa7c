"""Rectifiers without parameters; more numbers are in test_against_keras.py."""

import numpy as np
import pytest
import theano

from tests.layers.evaluation import run
from theanornn.errors import TheanornnError
from theanornn.layers import ELU, LeakyReLU, ReLU, ThresholdedReLU

X = np.array([[-2.0, -0.5, 0.0, 0.5, 1.0, 7.0]])


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (LeakyReLU(0.1), np.where(X < 0, 0.1 * X, X)),
        (ELU(0.5), np.where(X < 0, 0.5 * np.expm1(X), X)),
        (ThresholdedReLU(0.5), np.where(X > 0.5, X, 0)),
        (ReLU(), np.maximum(X, 0)),
        (ReLU(6.0), np.clip(X, 0, 6)),
        (ReLU(negative_slope=0.2), np.where(X < 0, 0.2 * X, X)),
        (ReLU(6.0, 0.2, threshold=0.5), np.where(X > 0.5, np.minimum(X, 6), 0.2 * (X - 0.5))),
        (ReLU(threshold=0.5), np.where(X > 0.5, X, 0)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_values(layer, expected, dtype):
    with theano.config.change_flags(floatX=dtype):
        y = run(layer, X)
    assert y.dtype == dtype
    np.testing.assert_allclose(y, expected, rtol=1e-6)


@pytest.mark.parametrize("options", [{"max_value": -1}, {"negative_slope": -0.1}])
def test_what_makes_no_sense(options):
    with pytest.raises(TheanornnError, match="re: .*expected (a number from 0|0 or more)"):
        ReLU(**options, name="re")
