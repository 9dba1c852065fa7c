"""Weights of cuDNN's layers and of plain ones: what Keras 2.3.1 makes of one from the other."""

import numpy as np
import pytest

from theanornn.layers.layouts import StoredArray
from theanornn.serialization.hdf5.cudnn import converted

N_IN, UNITS = 3, 2


def targets(bias_shape, gates):
    shapes = {
        "kernel": (N_IN, gates * UNITS),
        "recurrent_kernel": (UNITS, gates * UNITS),
        "bias": bias_shape,
    }
    return [StoredArray(f"layer/{name}", shape, ()) for name, shape in shapes.items()]


def of_keras(kernel, gates, order):
    """``kernel.T.reshape(kernel.shape, order=order)`` gate by gate, which is Keras' own formula."""
    blocks = np.split(kernel, gates, axis=1)
    return np.hstack([block.T.reshape(block.shape, order=order) for block in blocks])


CASES = [
    (4, (8 * UNITS,), (4 * UNITS,), "F"),
    (4, (4 * UNITS,), (8 * UNITS,), "C"),
    (3, (6 * UNITS,), (2, 3 * UNITS), "F"),
    (3, (2, 3 * UNITS), (6 * UNITS,), "C"),
]


@pytest.mark.parametrize(("gates", "stored", "wanted", "order"), CASES)
def test_from_one_to_the_other(gates, stored, wanted, order, rng):
    kernel = rng.normal(size=(N_IN, gates * UNITS))
    recurrent = rng.normal(size=(UNITS, gates * UNITS))
    bias = rng.normal(size=stored)
    got = converted(targets(wanted, gates), [kernel, recurrent, bias])
    np.testing.assert_array_equal(got[0], of_keras(kernel, gates, order))
    expected = np.hstack([block.T for block in np.split(recurrent, gates, axis=1)])
    np.testing.assert_array_equal(got[1], expected)
    assert got[2].shape == wanted
    if stored == (8 * UNITS,):
        np.testing.assert_allclose(got[2], bias[: 4 * UNITS] + bias[4 * UNITS :])
    elif wanted == (8 * UNITS,):
        np.testing.assert_allclose(got[2][: 4 * UNITS] + got[2][4 * UNITS :], bias)
    else:
        np.testing.assert_array_equal(np.ravel(got[2]), np.ravel(bias))


@pytest.mark.parametrize(("gates", "stored", "wanted", "order"), CASES)
def test_there_and_back(gates, stored, wanted, order, rng):
    arrays = [
        rng.normal(size=(N_IN, gates * UNITS)),
        rng.normal(size=(UNITS, gates * UNITS)),
        np.tile(rng.normal(size=np.prod(stored) // 2), 2).reshape(stored),
    ]
    there = converted(targets(wanted, gates), arrays)
    back = converted(targets(stored, gates), there)
    for got, want in zip(back[:2], arrays):
        np.testing.assert_array_equal(got, want)


def test_what_is_of_no_such_layer():
    plain = [np.zeros((N_IN, 8)), np.zeros((UNITS, 8)), np.zeros(8)]
    assert converted(targets((4 * UNITS,), 4), plain) is None
    assert converted(targets((4 * UNITS,), 4), plain[:2]) is None
    # A GRU with reset_after=False has no second bias to give, or to take.
    gru = [np.zeros((N_IN, 6)), np.zeros((UNITS, 6)), np.zeros(12)]
    assert converted(targets((3 * UNITS,), 3), gru) is None
