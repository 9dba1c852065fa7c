"""Cropping1D, UpSampling1D, ZeroPadding1D."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import run
from theanornn.errors import ShapeError
from theanornn.layers import CallContext, Cropping1D, UpSampling1D, ZeroPadding1D


@pytest.mark.parametrize(
    ("padding", "before", "after"),
    [(1, 1, 1), ((2, 0), 2, 0), ([0, 3], 0, 3), (0, 0, 0), ({"right_pad": 2}, 0, 2)],
)
def test_zero_padding(padding, before, after, rng):
    x = rng.normal(size=(2, 3, 4))
    expected = np.pad(x, [(0, 0), (before, after), (0, 0)])
    np.testing.assert_array_equal(run(ZeroPadding1D(padding), x), expected)


@pytest.mark.parametrize(
    ("cropping", "kept"),
    [((1, 1), slice(1, -1)), (1, slice(1, -1)), ((0, 2), slice(-2)), ((2, 0), slice(2, None))],
)
def test_cropping(cropping, kept, rng):
    x = rng.normal(size=(2, 5, 4))
    np.testing.assert_array_equal(run(Cropping1D(cropping), x), x[:, kept])


@pytest.mark.parametrize("size", [1, 3])
def test_upsampling(size, rng):
    x = rng.normal(size=(2, 3, 4))
    np.testing.assert_array_equal(run(UpSampling1D(size), x), np.repeat(x, size, axis=1))


@pytest.mark.parametrize("layer", [ZeroPadding1D(2), Cropping1D((1, 0)), UpSampling1D(2)])
def test_gradient(layer, rng):
    theano.gradient.verify_grad(
        lambda x: layer.call(x, context=CallContext()),
        [rng.normal(size=(2, 3, 2))],
        rng=np.random.RandomState(1),
    )


@pytest.mark.parametrize("layer", [ZeroPadding1D(2), Cropping1D((1, 0)), UpSampling1D(2)])
def test_the_number_of_steps_may_vary(layer):
    layer.build((None, None, 2))
    assert layer.output_shape == (None, None, 2)
    y = layer.call(x := T.tensor3(), context=CallContext())
    assert y.eval({x: np.ones((1, 4, 2))}).shape == layer.compute_output_shape((1, 4, 2))


def test_what_makes_no_sense():
    with pytest.raises(ShapeError, match="pad: padding=-1, expected a whole number from 0"):
        ZeroPadding1D(-1, name="pad")
    with pytest.raises(ShapeError, match=r"pad: padding=\(1, 2, 3\)"):
        ZeroPadding1D((1, 2, 3), name="pad")
    with pytest.raises(ShapeError, match="pad: padding has the keys .*'top_pad'"):
        ZeroPadding1D({"top_pad": 1}, name="pad")
    with pytest.raises(ShapeError, match=r"crop: cropping=\(1, 0.5\)"):
        Cropping1D((1, 0.5), name="crop")
    with pytest.raises(ShapeError, match="crop: got sequences of 3 steps, expected the 4 or more"):
        Cropping1D((2, 2), name="crop").build((None, 3, 2))
    with pytest.raises(ShapeError, match="up: size=0"):
        UpSampling1D(0, name="up")
