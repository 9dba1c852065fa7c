"""Steps written in one way."""

import numpy as np
import theano
import theano.tensor as T
from theano.graph.basic import io_toposort
from theano.tensor.elemwise import DimShuffle, Elemwise
from theano.tensor.subtensor import Subtensor

from theanornn.scanning.graphs import exchanged, is_constant, known_integer, tidied

X, V, XS = T.matrix("x"), T.vector("v"), T.tensor3("xs")
W = theano.shared(np.arange(6.0).reshape(2, 3), "W")


def tidied_for(*outputs):
    around = {X: XS[0].shape, V: T.matrix("vs")[0].shape}
    return tidied(list(outputs), around)


def test_what_is_equal_is_one_variable():
    first, second = tidied_for(T.tanh(X + 1) * 2, T.tanh(X + 1))
    assert first.owner.inputs[0] is second


def test_axes_are_added_to_operands():
    masked, complement = tidied_for(V[:, None] * X, (1 - V)[:, None] * X)
    assert complement.owner.inputs[0].owner.inputs[1] is masked.owner.inputs[0]
    shuffled = [n for n in io_toposort([], [complement]) if isinstance(n.op, DimShuffle)]
    assert all(not isinstance(getattr(n.inputs[0].owner, "op", None), Elemwise) for n in shuffled)


def test_bounds_that_shapes_decide_are_numbers():
    (piece,) = tidied_for(X[:, : W.shape[1]] + T.zeros_like(X)[:, : W.shape[1]])
    slices = [n for n in io_toposort([], [piece]) if isinstance(n.op, Subtensor)]
    assert slices and all(is_constant(v) for n in slices for v in n.inputs[1:])
    data = np.arange(8.0).reshape(2, 4)
    np.testing.assert_array_equal(piece.eval({X: data}), data[:, :3])


def test_bounds_that_values_decide_are_not():
    count, size = theano.shared(2), T.iscalar("n")
    assert known_integer(count + 1) is None and known_integer(size) is None
    assert known_integer(W.shape[1] * 2 + 1) == 7
    assert known_integer(X.shape[1]) is None


def test_shapes_of_placeholders_are_those_around_the_loop():
    (size,) = tidied_for(T.cast(X.shape[1], "float64") * V.sum())
    assert X not in {v for n in io_toposort([], [size]) for v in n.inputs}
    assert size.eval({XS: np.zeros((1, 2, 5)), V: np.ones(3)}) == 15


def test_vectors_stand_on_the_left_of_matrices():
    (product,) = tidied_for(T.dot(W, V))
    assert product.owner.inputs[0] is V
    np.testing.assert_array_equal(product.eval({V: np.ones(3)}), [3, 12])


def test_exchanged_leaves_the_rest_itself():
    rest = T.exp(W)
    (total,) = exchanged([X + rest], {X: T.matrix("y")})
    assert total.owner.inputs[1] is rest
