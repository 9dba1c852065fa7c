"""LSTM: what it has beside other recurrent layers."""

import numpy as np

from tests.layers.recurrent.oracle import FEATURES, UNITS
from theanornn.layers import LSTM


def test_the_forget_gate_starts_open():
    for options, expected in (({}, 1.0), ({"unit_forget_bias": False}, 0.0)):
        layer = LSTM(UNITS, **options)
        layer.build((None, None, FEATURES))
        bias = np.split(layer.get_weights()[2], 4)
        assert np.all(bias[1] == expected) and not np.any(np.concatenate(bias[:1] + bias[2:]))
