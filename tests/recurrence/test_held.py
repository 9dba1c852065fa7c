"""Sizes held to what was promised."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.errors import ShapeError
from theanornn.recurrence.held import held


@pytest.mark.parametrize(("relation", "fitting"), [("equal to", [2]), ("at least", [2, 3])])
def test_values_gradient_and_error(relation, fitting):
    x, direction = T.vector("x"), T.vector("d")
    y = held("{0} numbers, expected {1}", x, relation, x.shape[0], 2)
    outputs = [y, T.grad((y**2).sum(), x), T.Rop(y, x, direction), y.shape[0]]
    function = theano.function([x, direction], outputs)
    for size in fitting:
        data = np.arange(1.0, size + 1)
        got, gradient, product, n = function(data, data)
        assert got.tolist() == product.tolist() == data.tolist() and n == size
        assert gradient.tolist() == (2 * data).tolist()
    with pytest.raises(ShapeError, match="1 numbers, expected 2"):
        function([1.0], [1.0])
