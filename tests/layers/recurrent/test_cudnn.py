"""CuDNNLSTM and CuDNNGRU, held to the layers that they compute the same as."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import run
from theanornn.argument_names import ArgumentError
from theanornn.errors import ShapeError
from theanornn.layers import GRU, LSTM, CallContext, CuDNNGRU, CuDNNLSTM

BATCH, TIME, FEATURES, UNITS = 3, 4, 2, 5
MASK = np.array([[1, 1, 0, 0], [0, 1, 1, 1], [0, 0, 0, 0]])


def plain(kernel):
    """A kernel of cuDNN's layout in that of LSTM and GRU, as Keras 2.3.1 converts it."""
    n_gates = kernel.shape[1] // UNITS
    gates = np.split(kernel, n_gates, axis=1)
    return np.concatenate([gate.T.reshape(gate.shape, order="F") for gate in gates], axis=1)


CASES = {
    CuDNNLSTM: (LSTM, {}, lambda b: b.reshape(2, -1).sum(axis=0)),
    CuDNNGRU: (GRU, {"reset_after": True}, lambda b: b.reshape(2, -1)),
}
cases = pytest.mark.parametrize("cudnn", CASES)


def pair(cudnn, rng, **options):
    """A layer with random weights, and the layer that should compute the same."""
    layer = cudnn(UNITS, **options)
    layer.build((None, TIME, FEATURES))
    weights = [rng.normal(size=array.shape) for array in layer.get_weights()]
    layer.set_weights(weights)
    same, further, bias = CASES[cudnn]
    kernels = [plain(weights[0]), plain(weights[1])]
    same = same(UNITS, **further, **options, weights=[*kernels, bias(weights[2])])
    same.build((None, TIME, FEATURES))
    return layer, same


@pytest.mark.parametrize("mask", [None, MASK], ids=["no mask", "mask"])
@pytest.mark.parametrize("how", [{}, {"return_sequences": True, "go_backwards": True}])
@cases
def test_values(cudnn, how, mask, rng):
    x = rng.normal(size=(BATCH, TIME, FEATURES))
    layer, same = pair(cudnn, rng, return_state=True, **how)
    for got, expected in zip(run(layer, x, mask), run(same, x, mask)):
        np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12)


@cases
def test_gradients_reach_all_parameters(cudnn, rng):
    x = theano.shared(rng.normal(size=(BATCH, TIME, FEATURES)))
    gradients = []
    for layer in pair(cudnn, rng):
        cost = T.sum(T.sqr(layer(x, context=CallContext())))
        gradients.append(theano.function([], T.grad(cost, layer.trainable_weights))())
    (W, U, b), (expected_W, expected_U, *expected_b) = gradients
    np.testing.assert_allclose(plain(W), expected_W, rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(plain(U), expected_U, rtol=1e-8, atol=1e-12)
    expected_b = expected_b * (2 // len(expected_b))  # the two of an LSTM are added
    np.testing.assert_allclose(b, np.concatenate(expected_b), rtol=1e-8, atol=1e-12)


def test_only_the_recurrent_forget_bias_starts_at_one():
    for started, expected in ((True, 1), (False, 0)):
        layer = CuDNNLSTM(UNITS, unit_forget_bias=started)
        layer.build((None, TIME, FEATURES))
        blocks = layer.get_weights()[2].reshape(8, UNITS)
        np.testing.assert_array_equal(blocks[5], np.full(UNITS, expected))
        assert not np.delete(blocks, 5, axis=0).any()


@cases
def test_penalties_and_constraints_are_those_of_the_arguments(cudnn):
    layer = cudnn(UNITS, kernel_regularizer="l1", bias_constraint="non_neg")
    layer.build((None, TIME, FEATURES))
    W, _, b = layer.weights
    assert len(layer.penalties()) == 1 and list(layer.constraints_by_weight()) == [b]
    np.testing.assert_allclose(layer.penalties()[0].eval(), 0.01 * np.abs(W.get_value()).sum())


@pytest.mark.parametrize("argument", ["activation", "dropout", "unroll", "use_bias"])
@cases
def test_what_cudnn_has_fixed_is_no_argument(cudnn, argument):
    with pytest.raises(ArgumentError, match=f"'{argument}'.*Use {cudnn.__name__[5:]} "):
        cudnn(UNITS, **{argument: None})


@cases
def test_config_has_keras_arguments_only(cudnn):
    config = cudnn(UNITS, stateful=True).get_config()
    assert {"units", "kernel_initializer", "return_state", "stateful"} <= set(config)
    assert not {"activation", "use_bias", "recurrent_dropout", "unroll", "how"} & set(config)


@cases
def test_weights_of_the_plain_layer_are_refused(cudnn):
    layer = cudnn(UNITS)
    layer.build((None, TIME, FEATURES))
    weights = layer.get_weights()
    with pytest.raises(ShapeError, match="bias"):
        layer.set_weights([*weights[:2], weights[2][: len(weights[2]) // 2]])
