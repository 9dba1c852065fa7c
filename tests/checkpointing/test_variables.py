"""Shared variables take up what a checkpoint has of them, or nothing."""

import numpy as np
import pytest
import theano
from theano.tensor.random.utils import RandomStream

from theanornn.checkpointing.variables import assign, values
from theanornn.errors import DataError


def test_arrays_scalars_and_generators():
    stream = RandomStream(seed=1)
    stream.normal(size=(2,))
    found = {
        "arrays": [theano.shared(np.arange(3.0)), theano.shared(np.int64(4))],
        "streams": [shared for shared, _ in stream.state_updates],
    }
    before = {
        name: [np.array(v) if hasattr(v, "shape") else v for v in each]
        for name, each in values(found).items()
    }
    found["arrays"][0].set_value(np.zeros(3))
    assign(found, before)
    assert found["arrays"][0].get_value().tolist() == [0, 1, 2]


def test_nothing_is_set_unless_all_fits():
    found = {"a": [theano.shared(np.zeros(2)), theano.shared(np.zeros((2, 2)))]}
    with pytest.raises(DataError, match=r"2 arrays of a, of shapes \(2,\), \(3,\); here are 2"):
        assign(found, {"a": [np.ones(2), np.ones(3)]})
    with pytest.raises(DataError, match="0 arrays of a, none"):
        assign(found, {})
    assert found["a"][0].get_value().tolist() == [0, 0]
