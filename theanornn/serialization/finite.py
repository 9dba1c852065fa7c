"""Saying that weights in a file are no numbers: `warn_of_not_finite`."""

import numpy as np

from theanornn import callers

__all__ = ["count_not_finite", "warn_of_not_finite"]


def count_not_finite(array):
    """How many values are NaN or infinite.

    Examples
    --------
    >>> count_not_finite([1.0, float("nan")])
    1
    """
    array = np.asarray(array)
    return int(np.count_nonzero(~np.isfinite(array))) if array.dtype.kind == "f" else 0


def warn_of_not_finite(arrays, path):
    """Warn of arrays that hold NaN or infinity.

    Parameters
    ----------
    arrays : dict, str to array
        By the names that the warning gives them.
    path : str
        Where they come from.
    """
    for name, array in arrays.items():
        count = count_not_finite(array)
        if count:
            callers.warn(
                f"{path}: {name} has {count} of {np.size(array)} values that are NaN or infinite; "
                "training had gone wrong before it was saved"
            )
