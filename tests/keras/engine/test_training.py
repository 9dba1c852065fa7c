"""What scripts import from Keras' module of training."""

import numpy as np

from theanornn.keras.engine import training


def test_slices():
    x = np.arange(5)
    assert training.slice_X is training._slice_arrays
    assert [part.tolist() for part in training.slice_X([x, 2 * x], 1, 3)] == [[1, 2], [2, 4]]


def test_batches():
    assert training.make_batches(5, 2) == [(0, 2), (2, 4), (4, 5)]
    np.random.seed(0)
    shuffled = training.batch_shuffle(np.arange(21), 2)
    assert shuffled[-1] == 20 and sorted(shuffled) == list(range(21))
    assert shuffled.tolist() != list(range(21))
    pairs = shuffled[:20].reshape(10, 2)
    assert (pairs[:, 1] == pairs[:, 0] + 1).all() and (pairs[:, 0] % 2 == 0).all()
