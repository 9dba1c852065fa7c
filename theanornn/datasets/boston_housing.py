"""House prices of Boston and 13 numbers about each place, as Keras hands them out: `load_data`."""

import numpy as np

from theanornn.argument_kinds import kinds
from theanornn.datasets import keras_files
from theanornn.errors import ShapeError

__all__ = ["load_data"]


@kinds(path="path", test_split="number")
def load_data(path=None, test_split=0.2, seed=113):
    """Numbers about places, and median prices of houses there in 1000 dollars.

    Parameters
    ----------
    path : str, optional
        ``boston_housing.npz`` of Keras, or its name in ``~/.keras/datasets`` (``KERAS_HOME`` is
        heeded) or the cache; it is fetched where it is not there.
    test_split : float
        Share of the places that becomes the test part.
    seed : int
        Seed of the order.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        `x`: float64 ``(samples, 13)``; `y`: float64 ``(samples,)``.

    Raises
    ------
    theanornn.datasets.cache.FetchError
        If there is no file and none can be fetched.
    DataError
        If the file is damaged or holds something else.
    ShapeError
        If `test_split` is no share.
    """
    if not 0 <= test_split < 1:
        raise ShapeError(
            f"boston_housing.load_data: test_split={test_split}, expected a share in [0, 1)."
        )
    file = keras_files.find("boston_housing", path, ("boston_housing.npz",))
    arrays = keras_files.read_arrays("boston_housing", file, ("x", "y"))
    ((x, y),) = keras_files.pairs("boston_housing", file, (arrays,))
    order = np.arange(len(x))
    np.random.RandomState(seed).shuffle(order)
    at = int(len(x) * (1 - test_split))
    return (x[order[:at]], y[order[:at]]), (x[order[at:]], y[order[at:]])
