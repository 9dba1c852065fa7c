"""Saying that weights in a file are no numbers: `warn_of_not_finite`."""

import os
import sys
import warnings

import numpy as np

__all__ = ["count_not_finite", "warn_of_not_finite"]

_OURS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")


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
            warnings.warn(
                f"{path}: {name} has {count} of {np.size(array)} values that are NaN or infinite; "
                "training had gone wrong before it was saved",
                stacklevel=_callers_level(),
            )


def _callers_level():
    """How far above `warn_of_not_finite` the first line stands that is not of this package."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_OURS):
        level, frame = level + 1, frame.f_back
    return level
