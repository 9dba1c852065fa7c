"""Poolings over time; more numbers are in test_against_keras.py."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from tests.layers.evaluation import run, run_mask
from theanornn.errors import ShapeError, UnknownNameError
from theanornn.layers import (
    AveragePooling1D,
    CallContext,
    GlobalAveragePooling1D,
    GlobalMaxPooling1D,
    MaxPooling1D,
)


@pytest.mark.parametrize(("layer", "reduce"), [(MaxPooling1D, np.max), (AveragePooling1D, np.mean)])
@pytest.mark.parametrize("time", [4, 5, 8])
def test_windows_side_by_side(layer, reduce, time, rng):
    x = rng.normal(size=(2, time, 3))
    windows = [x[:, begin : begin + 2] for begin in range(0, time - 1, 2)]
    expected = np.stack([reduce(window, axis=1) for window in windows], axis=1)
    np.testing.assert_allclose(run(layer(2), x), expected, rtol=1e-12)


@pytest.mark.parametrize("layer", [MaxPooling1D(3, strides=2), MaxPooling1D(2, padding="same")])
def test_the_gradient_of_a_maximum_goes_to_all_that_equal_it(layer):
    """As in Keras on Theano, where repeated words (padding, say) make equal windows."""
    x = np.array([[[1.0], [5.0], [5.0], [2.0], [5.0]]])
    symbol = T.tensor3()
    layer.build(x.shape)
    total = T.sum(layer.call(symbol, context=CallContext()))
    gradient = theano.function([symbol], T.grad(total, symbol))(x)
    if layer.padding == "valid":  # windows 1 5 5 and 5 2 5
        expected = [0, 1, 2, 0, 1]
    else:  # 1, 5 5 and 2 5
        expected = [1, 1, 1, 0, 1]
    np.testing.assert_array_equal(gradient.ravel(), expected)


@pytest.mark.parametrize("layer", [MaxPooling1D, AveragePooling1D])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_gradient(layer, padding, rng):
    layer = layer(3, strides=2, padding=padding)
    x = rng.permutation(2 * 6 * 2).reshape(2, 6, 2).astype(float)  # no two alike
    theano.gradient.verify_grad(
        lambda x: layer.call(x, context=CallContext()), [x], rng=np.random.RandomState(1)
    )


def test_windows_compile_into_one_loop_in_c():
    """Or the maximum would be computed by Python, whatever the flags."""
    x = T.tensor3()
    layer = MaxPooling1D(2)
    layer.build((None, 4, 3))
    node = layer.call(x, context=CallContext()).owner
    code = node.op.scalar_op.c_code(node, "n", ("x", "y"), ("z",), {"fail": ""})
    assert code.startswith("z = ")


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_global(data_format, rng):
    x = rng.normal(size=(2, 4, 3))
    axis = 1 if data_format == "channels_last" else 2
    np.testing.assert_allclose(run(GlobalMaxPooling1D(data_format), x), x.max(axis=axis))
    np.testing.assert_allclose(run(GlobalAveragePooling1D(data_format), x), x.mean(axis=axis))


def test_an_average_is_over_what_is_real(rng):
    x = rng.normal(size=(3, 4, 2))
    mask = np.array([[1, 1, 0, 0], [1, 1, 1, 1], [0, 0, 0, 0]])
    expected = [x[0, :2].mean(axis=0), x[1].mean(axis=0), [0, 0]]
    np.testing.assert_allclose(run(GlobalAveragePooling1D(), x, mask), expected, rtol=1e-12)
    assert run_mask(GlobalAveragePooling1D(), x, mask) is None


@pytest.mark.parametrize("layer", [MaxPooling1D, GlobalMaxPooling1D])
def test_a_maximum_takes_no_mask(layer, rng):
    with pytest.raises(ValueError, match="pool: .* does not support a mask"):
        run_mask(layer(name="pool"), rng.normal(size=(1, 4, 2)), np.ones((1, 4)))


def test_what_they_cannot_take():
    with pytest.raises(ShapeError, match="pool: got sequences of 3 steps, expected 4 or more"):
        MaxPooling1D(4, name="pool").build((None, 3, 2))
    with pytest.raises(ShapeError, match="pool: got sequences without any step"):
        GlobalMaxPooling1D(name="pool").build((None, 0, 2))
    with pytest.raises(ShapeError, match="pool_size=0"):
        MaxPooling1D(0)
    with pytest.raises(UnknownNameError, match="padding of pool: 'causal'"):
        AveragePooling1D(2, padding="causal", name="pool")


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("layer", [MaxPooling1D, AveragePooling1D])
def test_the_number_of_steps_may_vary(layer, padding, rng):
    layer = layer(2, padding=padding)
    layer.build((None, None, 3))
    assert layer.output_shape == (None, None, 3)
    for time in (2, 5):
        windows = time // 2 if padding == "valid" else -(-time // 2)
        assert run(layer, rng.normal(size=(2, time, 3))).shape == (2, windows, 3)
