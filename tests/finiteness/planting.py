"""Models for bad numbers to be planted in, and where they are found."""

import numpy as np

from theanornn.finiteness.origins import origin_of_bad_numbers
from theanornn.models import Sequential


def built(*layers, loss="mse"):
    """A compiled model of some layers."""
    model = Sequential(list(layers), seed=1)
    model.compile("sgd", loss)
    return model


def found(model, x, y=None):
    """Where training of a model on `x` comes to the first bad number."""
    y = np.ones((len(x), 1)) if y is None else y
    return origin_of_bad_numbers(model.train_graph, [x, y, np.ones(len(x))])
