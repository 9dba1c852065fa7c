"""Pooling without a compiler."""

import numpy as np
import pytest
import theano
from theano import tensor
from theano.tensor.signal.pool import pool_2d


@pytest.mark.parametrize("mode, reduce", [("max", np.max), ("average_exc_pad", np.mean)])
def test_values_and_gradients(rng, mode, reduce):
    x, direction = tensor.dmatrix("x"), tensor.dmatrix("direction")
    pooled = pool_2d(x, (2, 2), ignore_border=True, mode=mode)
    image, along = rng.normal(size=(2, 4, 6))
    outputs = [pooled, theano.grad(pooled.sum(), x)]
    if mode == "max":
        outputs.append(theano.gradient.Rop(pooled, x, direction))
    f = theano.function([x, direction], outputs, on_unused_input="ignore", mode="FAST_COMPILE")
    values, gradient, *change = f(image, along)
    windows = image.reshape(2, 2, 3, 2).swapaxes(1, 2).reshape(2, 3, 4)
    np.testing.assert_allclose(values, reduce(windows, axis=-1))
    if mode == "max":
        largest = np.kron(values, np.ones((2, 2))) == image
        np.testing.assert_array_equal(gradient, largest)
        changed = (along * largest).reshape(2, 2, 3, 2).sum(axis=(1, 3))
        np.testing.assert_allclose(change[0], changed)
    else:
        np.testing.assert_allclose(gradient, np.full((4, 6), 0.25))
