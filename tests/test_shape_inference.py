import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.tensor.opt import Assert

from theanornn.layers import LSTM, CallContext
from theanornn.shape_inference import inferred_shape, noted_shape


def noted(variable, *shape):
    variable._keras_shape = shape
    return variable


@pytest.fixture
def x():
    return noted(T.tensor3("x"), None, 5, 6)


@pytest.fixture
def W():
    return theano.shared(np.zeros((6, 4)))


CASES = {
    "dot": (lambda x, W: T.dot(x, W), (None, 5, 4)),
    "sum": (lambda x, W: x.sum(axis=1), (None, 6)),
    "everything": (lambda x, W: x.sum(), ()),
    "reshape": (lambda x, W: x.reshape((x.shape[0], -1)), (None, 30)),
    "batch joined": (lambda x, W: x.reshape((-1, 6)), (None, 6)),
    "batch kept": (lambda x, W: x.reshape((-1, 3, 10)), (None, 3, 10)),
    "slices": (lambda x, W: x[:, 1:-1, ::2], (None, 3, 3)),
    "last": (lambda x, W: x[:, -1], (None, 6)),
    "transposed": (lambda x, W: x.dimshuffle(2, 0, "x", 1), (6, None, 1, 5)),
    "concatenate": (lambda x, W: T.concatenate([x, x * 2], axis=-1), (None, 5, 12)),
    "concatenate batches": (lambda x, W: T.concatenate([x, x], axis=0), (None, 5, 6)),
    "broadcast": (lambda x, W: x.sum(axis=1, keepdims=True) + x, (None, 5, 6)),
    "batched dot": (lambda x, W: T.batched_dot(x, x.dimshuffle(0, 2, 1)), (None, 5, 5)),
    "softmax": (lambda x, W: T.nnet.softmax(x.sum(axis=1)), (None, 6)),
    "argmax": (lambda x, W: x.argmax(axis=2), (None, 5)),
    "tile": (lambda x, W: T.tile(x, (1, 2, 1), ndim=3), (None, 10, 6)),
    "rows": (lambda x, W: W[T.cast(x[:, :, 0], "int32")], (None, 5, 4)),
    "one hot": (lambda x, W: T.extra_ops.to_one_hot(T.cast(x[:, 0, 0], "int8"), 9), (None, 9)),
    "of data": (lambda x, W: T.nonzero(x)[0], (None,)),
    "given": (lambda x, W: W, (6, 4)),
    "constant": (lambda x, W: T.constant(np.zeros((2, 3))), (2, 3)),
    "alloc": (lambda x, W: T.zeros((x.shape[0], 7)), (None, 7)),
}


@pytest.mark.parametrize("name", CASES)
def test_shape(name, x, W):
    make, expected = CASES[name]
    assert inferred_shape(make(x, W)) == expected


def test_of_a_loop(x, W):
    states, _ = theano.scan(
        lambda x_t, h: T.tanh(T.dot(x_t, W) + h),
        sequences=x.dimshuffle(1, 0, 2),
        outputs_info=T.zeros((x.shape[0], 4)),
    )
    assert inferred_shape(states) == (5, None, 4)
    assert inferred_shape(states[-1]) == (None, 4)


@pytest.mark.parametrize("how", ["scan", "unroll", "fused"])
def test_of_a_recurrent_layer(how, x):
    layer = LSTM(3, return_sequences=True, how=how)
    layer.build((None, 5, 6))
    y = layer.call(x, context=CallContext(training=True))
    assert inferred_shape(y) == (None, 5, 3)


def test_of_an_input_of_which_nothing_is_known():
    assert inferred_shape(T.tensor3()) == (None, None, None)
    assert inferred_shape(T.row() * 2) == (1, None)
    assert inferred_shape(T.dot(T.matrix(), theano.shared(np.zeros((3, 2))))) == (None, 2)


def test_two_inputs_of_one_batch(x):
    y = noted(T.matrix(), None, 6)
    assert inferred_shape(x * y.dimshuffle(0, "x", 1)) == (None, 5, 6)


def test_the_nearest_notes_count(x):
    y = noted(x[:, 0], None, 6)
    assert inferred_shape(T.concatenate([y, y], axis=1)) == (None, 12)
    y._keras_shape = (32, 6)
    assert inferred_shape(y * 2) == (32, 6)


def test_stand_ins_that_do_not_fit_leave_it_open(x):
    batch = Assert("four at a time")(x.shape[0], T.eq(x.shape[0], 4))
    assert inferred_shape(T.zeros((batch, 6))) == (None, None)


def test_noted_shape():
    x = T.col()
    assert noted_shape(x) is None
    assert noted_shape(noted(x, None, None)) == (None, 1)
    assert noted_shape(noted(x, None, 1, 2)) is None  # of another rank: not to be believed
