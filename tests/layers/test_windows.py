"""Windows over the time axis."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from theanornn.errors import ShapeError, UnknownNameError
from theanornn.layers import windows


def convolved(x, kernel, padding, stride, dilation):
    """Convolution by its definition, one output at a time."""
    size, length = len(kernel), x.shape[1]
    reach = (size - 1) * dilation
    before = {"valid": 0, "same": (reach + 1) // 2, "causal": reach, "full": reach}[padding]
    begins = {"valid": length - reach, "full": length + reach}.get(padding, length)
    padded = np.pad(x, [(0, 0), (before, 2 * reach), (0, 0)])
    return np.stack(
        [
            sum(padded[:, begin + k * dilation] @ kernel[size - 1 - k] for k in range(size))
            for begin in range(0, begins, stride)
        ],
        axis=1,
    )


@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("padding", ["valid", "same", "causal", "full"])
def test_convolve(padding, size, stride, dilation, rng):
    x, kernel = rng.normal(size=(2, 8, 3)), rng.normal(size=(size, 3, 2))
    symbol = T.tensor3()
    y = windows.convolve(symbol, T.constant(kernel), size, padding, stride, dilation)
    got = y.eval({symbol: x})
    np.testing.assert_allclose(got, convolved(x, kernel, padding, stride, dilation), rtol=1e-10)
    assert got.shape[1] == windows.output_length(8, size, padding, stride, dilation)


@pytest.mark.parametrize("padding", ["valid", "same", "causal", "full"])
def test_gradient_of_convolve(padding, rng):
    def function(x, kernel):
        return windows.convolve(x, kernel, 3, padding, stride=2)

    arrays = [rng.normal(size=(2, 7, 2)), rng.normal(size=(3, 2, 2))]
    theano.gradient.verify_grad(function, arrays, rng=np.random.RandomState(1), eps=1e-6)


def test_sequences_shorter_than_a_window_are_refused():
    x = T.tensor3()
    y = windows.convolve(x, T.ones((3, 1, 1)), 3)
    with pytest.raises(AssertionError, match="shorter than a window of 3 steps"):
        y.eval({x: np.ones((1, 2, 1))})
    with pytest.raises(ShapeError, match="net: got sequences of 4 steps, expected 5 or more"):
        windows.require_room("net", 4, 3, "valid", dilation=2)
    windows.require_room("net", 4, 3, "same", dilation=2)
    windows.require_room("net", None, 3, "valid")


def test_lengths_that_are_not_known_stay_so():
    assert windows.output_length(None, 3, "valid") is None


def test_lengthened(rng):
    x, symbol = rng.normal(size=(2, 3, 2)), T.tensor3()
    got = windows.lengthened(symbol, 1, 2, -1.0).eval({symbol: x})
    np.testing.assert_array_equal(got, np.pad(x, [(0, 0), (1, 2), (0, 0)], constant_values=-1.0))


def test_paddings_have_names():
    assert windows.checked_padding("SAME", "net", ("valid", "same")) == "same"
    with pytest.raises(UnknownNameError, match="padding of net: 'full'.*Known: same, valid"):
        windows.checked_padding("full", "net", ("valid", "same"))
    with pytest.raises(UnknownNameError, match="by name"):
        windows.checked_padding(1, "net", ("valid", "same"))
