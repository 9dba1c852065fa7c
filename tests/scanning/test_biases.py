"""Biases that were added before the loop are added in it."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.graph.basic import graph_inputs

from tests.scanning import steps
from theanornn import scan
from theanornn.recurrence.held import held
from theanornn.scanning.arguments import Slices
from theanornn.scanning.biases import with_biases_inside

b, c = theano.shared(np.array([1.0, 2.0])), theano.shared(np.array([3.0, 5.0]))
X = T.tensor3("x")


@pytest.mark.parametrize("wrapped", [False, True])
def test_sums_are_taken_apart(wrapped):
    total = X + b + c
    sequence = held("{0} {1}", total, "at least", total.shape[0], 1) if wrapped else total
    x_t = T.matrix("x_t")
    sequences, slices, (output,) = with_biases_inside(
        [Slices(sequence, (0,), "")], [x_t], [2 * x_t]
    )
    assert b not in graph_inputs([sequences[0].variable])
    data = np.arange(8.0).reshape(2, 2, 2)
    bare = sequences[0].variable.eval({X: data})
    expected = 2 * total.eval({X: data})[1]
    np.testing.assert_allclose(output.eval({slices[0]: bare[1]}), expected)


@pytest.mark.parametrize(
    "sequence", [X, X * b, X + X, X + T.matrix(), X + 1, X + T.tanh(b), T.alloc(b, 2, 3, 2)]
)
def test_anything_else_stays(sequence):
    x_t = T.matrix("x_t")
    given = [Slices(sequence, (0,), "")], [x_t], [x_t]
    assert with_biases_inside(*given) == given


@pytest.mark.compiled
@pytest.mark.parametrize("name", ["masked_lstm", "masked_gru", "four_matrices"])
def test_kernels_take_the_biases(name, rng):
    outputs, _ = steps.FUSED[name](scan, rng, X, T.matrix("mask"))
    interface = outputs[0].owner.op.recipe.interface
    assert len(interface.vectors) == {"masked_lstm": 1, "masked_gru": 2, "four_matrices": 4}[name]
