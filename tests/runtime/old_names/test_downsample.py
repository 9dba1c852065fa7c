"""Pooling by its old name."""

import numpy as np
import pytest
import theano
from theano import tensor

from theanornn.runtime.old_names import downsample


@pytest.mark.parametrize("ignore, starts", [(True, [0]), (None, [0, 2])])
def test_max_pool_2d(rng, ignore, starts):
    x = tensor.dtensor4("x")
    pooled = theano.function([x], downsample.max_pool_2d(x, (2, 2), ignore_border=ignore))
    image = rng.normal(size=(3, 3))
    windows = [[image[i : i + 2, j : j + 2].max() for j in starts] for i in starts]
    np.testing.assert_array_equal(pooled(image[None, None])[0, 0], windows)
