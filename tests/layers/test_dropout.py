"""Dropout and SpatialDropout1D."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import run
from theanornn.errors import ShapeError, TheanornnError
from theanornn.layers import CallContext, Dropout, SpatialDropout1D
from theanornn.layers.dropout import dropout_mask, kept_mask
from theanornn.randomness import RandomSource

ONES = np.ones((30, 8, 10))


def test_a_share_is_dropped_and_the_rest_scaled_up():
    y = run(Dropout(0.2), ONES, training=True)
    np.testing.assert_allclose(np.unique(y), [0.0, 1.25])
    assert np.mean(y == 0) == pytest.approx(0.2, abs=0.03)


def test_nothing_happens_outside_training_or_at_rate_zero():
    x = T.tensor3()
    assert Dropout(0.5).call(x, context=CallContext()) is x
    assert Dropout(0.0).call(x, context=CallContext(training=True)) is x


def test_each_batch_gets_a_new_mask_and_the_seed_decides_it():
    first, second = run(Dropout(0.5, seed=3), ONES, training=True, calls=2)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, run(Dropout(0.5, seed=3), ONES, training=True))
    assert not np.array_equal(first, run(Dropout(0.5, seed=4), ONES, training=True))


@pytest.mark.parametrize("noise_shape", [(None, 1, None), (30, 1, 10), [None, 1, 10]])
def test_one_mask_for_all_steps(noise_shape):
    y = run(Dropout(0.5, noise_shape=noise_shape), ONES, training=True)
    np.testing.assert_array_equal(y, np.repeat(y[:, :1], 8, axis=1))
    assert 0 < np.mean(y == 0) < 1


def test_the_gradient_is_the_mask():
    x, context = T.matrix(), CallContext(training=True)
    layer = Dropout(0.5)
    y = layer.call(x, context=context)
    got = theano.function([x], [y, T.grad(y.sum(), x)])(np.ones((5, 6)))
    np.testing.assert_array_equal(*got)


@pytest.mark.parametrize("rate", [1, 1.5, -0.1])
def test_a_rate_outside_the_range_is_refused(rate):
    with pytest.raises(TheanornnError, match=f"thin: rate={rate}"):
        Dropout(rate, name="thin")


def test_a_mask_broadcasts_where_its_size_is_one():
    mask = dropout_mask(RandomSource(1), (T.iscalar(), 1, 4), 0.5)
    assert mask.broadcastable == (False, True, False)
    assert mask.dtype == theano.config.floatX


def test_kept_is_zero_or_one():
    mask = kept_mask(RandomSource(1), (500, 4), 0.25).eval()
    assert set(np.unique(mask)) == {0.0, 1.0}
    assert mask.mean() == pytest.approx(0.75, abs=0.04)


def test_a_mask_for_other_axes_is_refused():
    with pytest.raises(ShapeError, match=r"thin: noise_shape=\(None, 1\) has 2 axes, the input"):
        Dropout(0.5, noise_shape=(None, 1), name="thin").build((None, 3, 4))


def test_spatial_dropout_drops_features_at_all_steps():
    y = run(SpatialDropout1D(0.5), ONES, training=True)
    np.testing.assert_array_equal(y, np.repeat(y[:, :1], 8, axis=1))
    assert np.mean(y == 0) == pytest.approx(0.5, abs=0.15)
    np.testing.assert_array_equal(run(SpatialDropout1D(0.5), ONES), ONES)


def test_spatial_dropout_needs_sequences():
    with pytest.raises(ShapeError, match="3 axes"):
        SpatialDropout1D(0.5).build((None, 4))
