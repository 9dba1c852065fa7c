"""Keras' models in training."""

import numpy as np

from theanornn.losses import weighted
from theanornn.models import Model
from theanornn.training.enqueuers import GeneratorEnqueuer
from theanornn.training.slices import slice_arrays

__all__ = [
    "GeneratorEnqueuer",
    "Model",
    "_slice_arrays",
    "batch_shuffle",
    "make_batches",
    "slice_X",
    "slice_arrays",
    "weighted_objective",
]

slice_X = _slice_arrays = slice_arrays


def weighted_objective(fn):
    """Keras 1's objective of a loss: ``objective(y_true, y_pred, weights, mask=None)``."""
    return weighted(fn, rule=1)


def make_batches(size, batch_size):
    """Where each batch of some samples begins and ends."""
    return [(start, min(size, start + batch_size)) for start in range(0, size, batch_size)]


def batch_shuffle(index_array, batch_size):
    """Numbers of samples with whole batches in another order; what is left over stays last."""
    full = len(index_array) // batch_size * batch_size
    rows = index_array[:full].reshape((-1, batch_size))
    np.random.shuffle(rows)
    return np.append(rows.ravel(), index_array[full:])
