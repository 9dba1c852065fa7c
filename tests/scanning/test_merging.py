"""Matrices that multiply the same become one."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.scanning import steps
from theanornn import scan
from theanornn.recurrence.fused.ops import Fused
from theanornn.scanning.merging import merged_projections


@pytest.mark.compiled
def test_four_matrices_are_one_weight(rng):
    outputs, _ = steps.four_matrices(scan, rng, T.tensor3("x"), None)
    op = outputs[0].owner.op
    assert isinstance(op, Fused)
    ((name, extent),) = op.recipe.interface.weights.items()
    assert name.count("+") == 3 and tuple(extent) == (1, 4)


def test_projections(rng):
    x, y = T.matrices("xy")
    V, W, Y = (theano.shared(rng.normal(size=(2, n))) for n in (3, 1, 2))
    variables = [T.dot(x, V), T.dot(x, W), T.dot(y, Y), T.tanh(x), T.dot(x, Y)]
    merged = merged_projections(variables)
    assert len(merged) == 4
    data = {x: rng.normal(size=(3, 2)), y: rng.normal(size=(3, 2))}
    values = [
        np.concatenate([v.eval(data) for v in each], axis=1)
        for each in ([T.concatenate(merged, axis=1)], [T.concatenate(variables, axis=1)])
    ]
    np.testing.assert_allclose(*values, rtol=1e-12)
