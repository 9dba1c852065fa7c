"""``T.topk``."""

import numpy as np
import pytest
import theano
import theano.tensor as T


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("k", [2, -2])
def test_values_and_indices(rng, axis, k):
    x = T.matrix("x")
    function = theano.function([x], T.topk_and_argtopk(x, k, axis=axis, sorted=False))
    data = rng.normal(size=(3, 4))
    values, indices = function(data)
    ordered = np.sort(data, axis=axis)
    wanted = np.take(ordered, [-2, -1] if k > 0 else [0, 1], axis=axis)
    np.testing.assert_array_equal(np.sort(values, axis=axis), wanted)
    np.testing.assert_array_equal(np.take_along_axis(data, indices, axis=axis), values)
