import numpy as np
import pytest

from theanornn.datasets import sine
from theanornn.errors import ShapeError


def test_waves_go_on_by_one_radian_a_step():
    x, y = sine.load_data(n_samples=20, n_steps=7, seed=3, dtype="float64")
    assert x.shape == (20, 7, 1) and y.shape == (20, 1)
    waves = np.concatenate([x[:, :, 0], y], axis=1)
    # sin(t - 1) + sin(t + 1) = 2 cos(1) sin(t), for any start
    np.testing.assert_allclose(waves[:, :-2] + waves[:, 2:], 2 * np.cos(1) * waves[:, 1:-1])
    assert np.ptp(waves[:, 0]) > 1


def test_a_seed_gives_the_same_waves():
    first, second, other = (sine.load_data(n_samples=4, seed=seed)[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, second)
    assert (first != other).any()
    assert first.dtype == "float32"


def test_smallest_sizes():
    x, y = sine.load_data(n_samples=1, n_steps=1)
    assert x.shape == (1, 1, 1) and y.shape == (1, 1)


@pytest.mark.parametrize("name", ["n_samples", "n_steps"])
def test_refuses_nothing(name):
    with pytest.raises(ShapeError, match=f"{name}=0"):
        sine.load_data(**{name: 0})
