"""The fused recurrence in JAX computes what the kernel in C does, gradients included."""

import numpy as np
import pytest
import theano.tensor as T

pytest.importorskip("jax")

from tests.recurrence.fused.own_cells import Clipped, Odd, Stacked  # noqa: E402
from theanornn.cells import GRUCell, LSTMCell, SimpleRNNCell  # noqa: E402
from theanornn.function_cache import function  # noqa: E402
from theanornn.recurrence import recur  # noqa: E402

CASES = {
    "simple": (SimpleRNNCell, {}, {}),
    "lstm": (LSTMCell, {"peepholes": True}, {"reverse": True}),
    "lstm, truncated": (LSTMCell, {}, {"truncate_gradient": 3}),
    "lstm, computed again": (LSTMCell, {}, {"checkpoint": True}),
    "gru": (GRUCell, {}, {"truncate_gradient": 2, "reverse": True}),
    "gru, reset after": (GRUCell, {"reset_after": True}, {}),
    "odd": (Odd, {}, {}),
    "stacked": (Stacked, {}, {}),
    "clipped": (LSTMCell, {"grad_clipping": 0.05}, {}),
    "clipped within": (Clipped, {}, {}),
}


@pytest.mark.compiled
@pytest.mark.parametrize("name", CASES)
def test_values_and_gradients_are_those_of_the_kernel(name, rng):
    kind, options, how = CASES[name]
    cell = kind(3, 4, rng=rng, **options)
    x, mask = T.tensor3("x"), T.matrix("mask")
    states = recur(cell, x, mask=mask, how="fused", **how)
    cost = sum(T.sum(T.sqr(s) * (1 + k)) for k, s in enumerate(states)) + T.sum(states[0][-1])
    weights = list(cell.params.values())
    outputs = [*states, *T.grad(cost, [x, *weights])]
    arrays = rng.normal(size=(6, 5, 3)), (rng.random((6, 5)) > 0.3).astype("float64")
    found = function([x, mask], outputs, build="jax-cpu")(*arrays)
    expected = function([x, mask], outputs)(*arrays)
    for a, b, variable in zip(found, expected, [*states, x, *weights]):
        np.testing.assert_allclose(a, b, atol=1e-10, err_msg=str(variable))
    alone = function([x, mask], states[0], build="jax-cpu")(*arrays)
    np.testing.assert_allclose(alone, expected[0], atol=1e-12)
