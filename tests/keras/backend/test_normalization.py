"""Beside the values in `test_golden`."""

import numpy as np
import pytest

from theanornn.keras import backend as K


@pytest.mark.parametrize("axes", [(0, 2), [0, -1]])
def test_of_another_axis_than_the_last(axes, rng):
    x = rng.normal(size=(3, 4, 2))
    gamma, beta = rng.normal(size=4), rng.normal(size=4)
    normed, mean, variance = K.normalize_batch_in_training(
        K.variable(x), K.variable(gamma), K.variable(beta), axes, epsilon=0.01
    )
    expected_mean, expected_variance = x.mean(axis=(0, 2)), x.var(axis=(0, 2)) + 0.01
    np.testing.assert_allclose(K.eval(mean), expected_mean)
    np.testing.assert_allclose(K.eval(variance), expected_variance)
    unscaled = (x - expected_mean[:, None]) / np.sqrt(expected_variance)[:, None]
    np.testing.assert_allclose(K.eval(normed), unscaled * gamma[:, None] + beta[:, None])


@pytest.mark.parametrize("gamma, beta", [(None, None), (2.0, None), (None, 3.0)])
def test_without_scale_or_shift(gamma, beta, rng):
    x = rng.normal(size=(30, 2))
    given = [None if value is None else K.variable([value] * 2) for value in (gamma, beta)]
    normed, mean, variance = K.normalize_batch_in_training(K.variable(x), *given, [0], epsilon=0)
    expected = (x - x.mean(axis=0)) / x.std(axis=0) * (gamma or 1) + (beta or 0)
    np.testing.assert_allclose(K.eval(normed), expected)
    np.testing.assert_allclose(K.eval(mean).ravel(), x.mean(axis=0))
    assert mean.ndim == variance.ndim == (2 if gamma is beta is None else 1)
    applied = K.batch_normalization(K.variable(x), mean, variance, given[1], given[0], epsilon=0.0)
    np.testing.assert_allclose(K.eval(applied), expected)


def test_a_zero_vector_has_no_direction_and_no_nan():
    assert K.eval(K.l2_normalize(K.zeros((2, 3)), axis=-1)).tolist() == [[0, 0, 0]] * 2
