"""A data set in an HDF5 file, used like an array: :class:`HDF5Matrix`."""

import numpy as np

from theanornn.argument_kinds import kinds
from theanornn.errors import ShapeError, UnknownNameError

__all__ = ["HDF5Matrix"]


class HDF5Matrix:
    """Part of a data set in an HDF5 file, read when it is asked for.

    Parameters
    ----------
    datapath : str
        The file.
    dataset : str
        Name of the data set in it.
    start, end : int
        The first sample, and the one after the last; by default all samples.
    normalizer : callable, optional
        Applied to whatever is read.

    Raises
    ------
    ShapeError
        The data set has fewer samples.

    Examples
    --------
    >>> import h5py
    >>> with h5py.File("data.h5", "w") as file:
    ...     file["x"] = [[1.0], [2.0], [3.0]]
    >>> x = HDF5Matrix("data.h5", "x", start=1, normalizer=lambda x: x / 2)
    >>> x.shape, x[:].tolist()
    ((2, 1), [[1.0], [1.5]])
    """

    # Files that are open, by path: one file is opened once.
    _files = {}

    @kinds(datapath="path", dataset="named", start="whole", end="whole", normalizer="function")
    def __init__(self, datapath, dataset, start=0, end=None, normalizer=None):
        import h5py

        if not self._files.get(datapath):  # a closed file is false
            self._files[datapath] = h5py.File(datapath, "r")
        file = self._files[datapath]
        if dataset not in file:
            raise UnknownNameError(
                f"HDF5Matrix: {datapath} has no dataset {dataset!r}, only {', '.join(file)}"
            )
        self.data = file[dataset]
        self.start = start
        self.end = len(self.data) if end is None else end
        if not 0 <= self.start <= self.end <= len(self.data):
            raise ShapeError(
                f"HDF5Matrix: samples {self.start} to {self.end} of {dataset!r}, which has "
                f"{len(self.data)}"
            )
        self.normalizer = normalizer

    def __len__(self):
        return self.end - self.start

    def __getitem__(self, key):
        """Samples by number, slice, or list of numbers (in any order, also twice)."""
        if isinstance(key, slice):
            first, last, step = key.indices(len(self))
            if step > 0:
                part = self.data[self.start + first : self.start + max(first, last) : step]
            else:
                part = self._at(np.arange(first, last, step))
        elif isinstance(key, (int, np.integer)):
            part = self._at(np.array([key]))[0]
        else:
            part = self._at(np.asarray(key))
        return part if self.normalizer is None else self.normalizer(part)

    def _at(self, places):
        if places.dtype == bool:
            places = np.flatnonzero(places)
        places = np.where(places < 0, places + len(self), places).astype(int)
        if places.size and not (places.min() >= 0 and places.max() < len(self)):
            raise IndexError(f"HDF5Matrix: sample {places.max()} of {len(self)}")
        # h5py wants each number once, and in order.
        wanted, order = np.unique(places, return_inverse=True)
        return self.data[(wanted + self.start).tolist()][order.ravel()]

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self[:], dtype=dtype)

    @property
    def shape(self):
        """Shape of this part after the normalizer: as many samples as this part has."""
        if self.normalizer is None or not len(self):
            return (len(self), *self.data.shape[1:])
        return (len(self), *np.shape(self[:1])[1:])

    @property
    def dtype(self):
        """dtype of this part after the normalizer."""
        return self.data.dtype if self.normalizer is None else np.asarray(self[:1]).dtype

    @property
    def ndim(self):
        """Number of axes."""
        return len(self.shape)

    @property
    def size(self):
        """Number of entries."""
        return int(np.prod(self.shape))
