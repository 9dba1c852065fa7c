"""Where the features are."""

import numpy as np
import pytest
import theano.tensor as T

from theanornn.errors import UnknownNameError
from theanornn.layers.data_format import channels_last, channels_last_shape, checked_data_format


@pytest.mark.parametrize("name", ["channels_last", "channels_first"])
def test_names(name):
    assert checked_data_format(name, "conv") == name


def test_none_is_last():
    assert checked_data_format(None, "conv") == "channels_last"


def test_unknown():
    with pytest.raises(UnknownNameError, match="data_format of conv: 'th'; Known: channels_first"):
        checked_data_format("th", "conv")


def test_exchange(rng):
    x, symbol = rng.normal(size=(2, 3, 4)), T.tensor3()
    turned = channels_last(symbol, "channels_first").eval({symbol: x})
    np.testing.assert_array_equal(turned, x.swapaxes(1, 2))
    assert channels_last(symbol, "channels_last") is symbol
    assert channels_last_shape((None, 3, 4), "channels_first") == (None, 4, 3)
    assert channels_last_shape((None, 3, 4), "channels_last") == (None, 3, 4)
