"""Operations with one axis more: as if they were done step by step."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.recurrence.fused import NotFusable
from theanornn.scanning.lifting import lift

M, V, S, N = T.matrix("M"), T.vector("V"), T.scalar("S"), T.iscalar("N")
I = T.ivector("I")  # noqa: E741
W = theano.shared(np.arange(12.0).reshape(4, 3), "W")
SEQUENCES = {M: T.tensor3(), V: T.matrix(), S: T.vector(), N: T.ivector(), I: T.imatrix()}
EXPRESSIONS = {
    "elementwise": T.tanh(M * V + S) - 2,
    "dimshuffle": M.T + V.dimshuffle(0, "x"),
    "matrix_weights": T.dot(M, W),
    "vector_weights": T.dot(V, W),
    "weights_vector": T.dot(W.T, V),
    "weights_matrix": T.dot(W, M[:3]),
    "two_vectors": T.dot(V, 2 * V),
    "vector_of_weights": T.dot(M, W[:, 0]),
    "both_move": T.dot(M, M),
    "slices": M[1:, ::2][:, -1],
    "column_of_weights": W[:, 0] + W[N][0],
    "rows_of_weights": W[I] * 2,
    "rows_that_move": M[I],
    "chosen_by_both": W[N, I],
    "join": T.concatenate([M, W[:, :1], V.dimshuffle(0, "x")], axis=1),
    "join_from_the_end": T.concatenate([V, V, W[0]], axis=-1),
    "softmax": T.nnet.softmax(M),
    "sum": M.sum(axis=0) + M.sum() + M.sum(axis=1, keepdims=True),
    "others_reductions": M.max(axis=0) + T.argmax(M, axis=1) + M.prod(),
    "shapes": T.zeros_like(M) + M.shape[0] * T.ones((M.shape[1],)) + V.shape[0],
    "reshape": M.reshape((2, -1)) + M.flatten()[0],
    "alloc": T.alloc(V, 2, 4),
    "casts": T.cast(M > 0, "int8") + T.cast(N, "float64"),
    "broadcast": T.addbroadcast(M[:, :1], 1) * M,
    "sort": T.sort(M, axis=1),
    "constant": W + 1,
}
DATA = {
    M: np.random.default_rng(0).normal(size=(3, 4, 4)),
    V: np.random.default_rng(1).normal(size=(3, 4)),
    S: np.array([1.0, -2.0, 0.5]),
    N: np.array([2, 0, 3], "int32"),
    I: np.array([[1, 0], [0, 0], [2, 1]], "int32"),
}


@pytest.fixture(scope="module")
def functions():
    """All expressions at one step, and lifted: two compilations for all of them."""
    expressions = list(EXPRESSIONS.values())
    lifted = lift(expressions, SEQUENCES, SEQUENCES[M].shape[0])
    inputs = list(SEQUENCES)
    at_once = theano.function([SEQUENCES[v] for v in inputs], lifted)
    one = theano.function(inputs, expressions)
    arrays = [DATA[v] for v in inputs]
    steps = [one(*step) for step in zip(*arrays)]
    return dict(zip(EXPRESSIONS, zip(at_once(*arrays), zip(*steps), lifted)))


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_as_step_by_step(name, functions):
    got, expected, variable = functions[name]
    np.testing.assert_allclose(got, np.stack(expected), rtol=1e-12, atol=1e-12)
    assert variable.broadcastable[1:] == EXPRESSIONS[name].broadcastable


def test_fixed_variables_are_exchanged():
    size, m = theano.shared(3.0), T.matrix("m")
    (lifted,) = lift([V * S], {V: m}, 2, fixed={S: size})
    assert lifted.eval({m: [[1, 2], [3, 4]]}).tolist() == [[3, 6], [9, 12]]


@pytest.mark.parametrize(
    "expression", [T.alloc(S, N, 2).sum(), T.arange(N).sum(), V[:N].sum(), V.nonzero()[0].sum()]
)
def test_what_has_another_size_at_each_step_is_refused(expression):
    with pytest.raises(NotFusable, match="another size at each step|else than tensors"):
        lift([expression], SEQUENCES, 3)


def test_random_states_are_refused():
    state = theano.tensor.random.utils.RandomStream(1)
    with pytest.raises(NotFusable, match="something else than tensors"):
        lift([state.normal(0, S)], {S: T.vector()}, 2)
