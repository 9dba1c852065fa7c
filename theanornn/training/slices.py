"""The same samples of one array or of several: :func:`slice_arrays`."""

__all__ = ["slice_arrays"]


def slice_arrays(arrays, start=None, stop=None):
    """Some samples of an array, or of each array in a list.

    Parameters
    ----------
    arrays : array, or list of arrays and None
    start : int, or list or array of int
        The first sample, or the numbers of all samples that are wanted.
    stop : int, optional
        The sample after the last one.

    Returns
    -------
    array, or list of arrays and None

    Examples
    --------
    >>> import numpy as np
    >>> slice_arrays([np.arange(5), None], 1, 3)
    [array([1, 2]), None]
    >>> slice_arrays(np.arange(5) * 2, [0, 4])
    array([0, 8])
    """
    if isinstance(arrays, list):
        return [None if array is None else slice_arrays(array, start, stop) for array in arrays]
    if hasattr(start, "__len__"):
        # Data sets in HDF5 files take lists of numbers only.
        return arrays[start.tolist() if hasattr(start, "tolist") else start]
    return arrays[start:stop]
