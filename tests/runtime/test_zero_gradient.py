import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.gradient import consider_constant, zero_grad


@pytest.mark.filterwarnings("ignore:consider_constant:DeprecationWarning")
@pytest.mark.parametrize("hold", [zero_grad, consider_constant])
def test_gradient_is_zero_and_the_value_is_kept(hold):
    x = T.vector()
    cost = (hold(x) * x).sum()
    value, gradient = theano.function([x], [cost, T.grad(cost, x)])(np.array([1.0, 3.0]))
    assert value == 10
    np.testing.assert_array_equal(gradient, [1, 3])
