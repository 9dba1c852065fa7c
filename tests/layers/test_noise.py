"""Noise while training."""

import numpy as np
import pytest
import theano.tensor as T

from tests.layers.evaluation import run
from theanornn.errors import TheanornnError
from theanornn.layers import AlphaDropout, CallContext, GaussianDropout, GaussianNoise

LAYERS = [GaussianNoise(0.5), GaussianDropout(0.2), AlphaDropout(0.2)]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.name)
def test_nothing_happens_outside_training(layer):
    x = T.matrix()
    assert layer.call(x, context=CallContext()) is x


@pytest.mark.parametrize("layer", [GaussianNoise(0), GaussianDropout(0), AlphaDropout(0)])
def test_nothing_happens_at_zero(layer):
    x = T.matrix()
    assert layer.call(x, context=CallContext(training=True)) is x


def test_gaussian_noise_is_added():
    x = np.full((200, 300), 3.0)
    noise = run(GaussianNoise(0.5), x, training=True) - x
    assert noise.mean() == pytest.approx(0, abs=0.01)
    assert noise.std() == pytest.approx(0.5, rel=0.02)


def test_gaussian_dropout_multiplies():
    x = np.full((200, 300), 3.0)
    factor = run(GaussianDropout(0.2), x, training=True) / x
    assert factor.mean() == pytest.approx(1, abs=0.01)
    assert factor.std() == pytest.approx(0.5, rel=0.02)  # sqrt(0.2 / 0.8)


def test_alpha_dropout_keeps_mean_and_variance(rng):
    x = rng.normal(size=(200, 300))
    y = run(AlphaDropout(0.3, seed=1), x, training=True)
    assert y.mean() == pytest.approx(0, abs=0.01)
    assert y.std() == pytest.approx(1, rel=0.02)
    values, counts = np.unique(y.round(9), return_counts=True)
    assert counts.max() / y.size == pytest.approx(0.3, abs=0.01)
    limit = 1.0507009873554805 * 1.6732632423543772
    scale = (0.7 * (1 + 0.3 * limit**2)) ** -0.5
    assert values[counts.argmax()] == pytest.approx(scale * (-limit + limit * 0.3))


def test_alpha_dropout_has_a_noise_shape():
    y = run(AlphaDropout(0.5, noise_shape=(None, 1, None)), np.ones((5, 4, 3)), training=True)
    np.testing.assert_array_equal(y, np.repeat(y[:, :1], 4, axis=1))
    assert len(np.unique(y)) == 2


@pytest.mark.parametrize("layer", [GaussianNoise(0.5), GaussianDropout(0.2), AlphaDropout(0.2)])
def test_each_batch_has_noise_of_its_own(layer):
    first, second = run(layer, np.ones((5, 4)), training=True, calls=2)
    assert not np.array_equal(first, second)


def test_what_makes_no_sense():
    with pytest.raises(TheanornnError, match="noise: stddev=-1, expected a standard deviation"):
        GaussianNoise(-1, name="noise")
    for layer in (GaussianDropout, AlphaDropout):
        with pytest.raises(TheanornnError, match="noise: rate=1, expected the share of values"):
            layer(1, name="noise")
