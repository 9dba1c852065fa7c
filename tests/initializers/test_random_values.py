"""Initializers that draw: their distributions."""

import numpy as np
import pytest

from theanornn import initializers
from theanornn.errors import ShapeError

SHAPE = (300, 200)

# name, generation: mean, standard deviation, largest absolute value (None: no limit)
STATISTICS = {
    ("uniform", 2): (0, 0.05 / np.sqrt(3), 0.05),
    ("random_uniform", 2): (0, 0.05 / np.sqrt(3), 0.05),
    ("normal", 2): (0, 0.05, None),
    ("random_normal", 2): (0, 0.05, None),
    ("truncated_normal", 2): (0, 0.05 * 0.87962566, 0.1),
    ("glorot_uniform", 2): (0, np.sqrt(2 / 500), np.sqrt(6 / 500)),
    ("glorot_uniform", 1): (0, np.sqrt(2 / 500), np.sqrt(6 / 500)),
    ("glorot_normal", 2): (0, np.sqrt(2 / 500), 2 * np.sqrt(2 / 500) / 0.87962566),
    ("glorot_normal", 1): (0, np.sqrt(2 / 500), None),
    ("he_uniform", 2): (0, np.sqrt(2 / 300), np.sqrt(6 / 300)),
    ("he_normal", 2): (0, np.sqrt(2 / 300), 2 * np.sqrt(2 / 300) / 0.87962566),
    ("he_normal", 1): (0, np.sqrt(2 / 300), None),
    ("lecun_uniform", 2): (0, np.sqrt(1 / 300), np.sqrt(3 / 300)),
    ("lecun_normal", 2): (0, np.sqrt(1 / 300), 2 * np.sqrt(1 / 300) / 0.87962566),
    ("variance_scaling", 2): (0, np.sqrt(1 / 300), 2 * np.sqrt(1 / 300) / 0.87962566),
}


@pytest.mark.parametrize(("name", "generation"), STATISTICS)
def test_distribution(name, generation, rng):
    mean, deviation, limit = STATISTICS[name, generation]
    values = initializers.get(name, generation)(SHAPE, rng)
    assert values.shape == SHAPE and values.dtype == "float64"
    assert abs(values.mean() - mean) < 5 * deviation / np.sqrt(values.size)
    np.testing.assert_allclose(values.std(), deviation, rtol=0.02)
    if limit is None:
        assert abs(values).max() > 3.5 * deviation
    else:
        assert 0.99 * limit < abs(values).max() <= limit


@pytest.mark.parametrize("shape", [(5, 5), (7, 3), (3, 7), (1, 4), (4, 1), (2, 3, 4)])
@pytest.mark.parametrize(("generation", "gain"), [(1, 1.1), (2, 1.0)])
def test_orthogonal(shape, generation, gain, rng):
    q = initializers.get("orthogonal", generation)(shape, rng).reshape(-1, shape[-1])
    product = q.T @ q if q.shape[0] >= q.shape[1] else q @ q.T
    np.testing.assert_allclose(product, gain**2 * np.eye(min(q.shape)), atol=1e-12)


def test_orthogonal_needs_a_matrix(rng):
    with pytest.raises(ShapeError, match=r"orthogonal needs .* rank 2 or more, got \(3,\)"):
        initializers.get("orthogonal")((3,), rng)
