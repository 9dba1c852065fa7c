"""Sine waves to be continued: the smallest regression for a recurrent network. `load_data`."""

import numpy as np

from theanornn.argument_kinds import kinds
from theanornn.errors import ShapeError

__all__ = ["load_data"]


@kinds(n_samples="size", n_steps="size", dtype="dtype")
def load_data(n_samples=1000, n_steps=50, seed=113, dtype="float32"):
    """Sequences ``sin(linspace(start, start + n, n + 1))`` and their next value.

    Parameters
    ----------
    n_samples : int
    n_steps : int
        Length of each sequence, ``n``; one step is one radian.
    seed : int, optional
        Seed of the starts, which are uniform in [0, 2 pi); None for other ones each time.
    dtype : str or numpy.dtype

    Returns
    -------
    x : numpy.ndarray, (samples, time, 1)
        The first `n_steps` values.
    y : numpy.ndarray, (samples, 1)
        The one after them.

    Raises
    ------
    ShapeError
        If a size is below 1.

    Examples
    --------
    >>> x, y = load_data(n_samples=3, n_steps=10)
    >>> x.shape, y.shape
    ((3, 10, 1), (3, 1))
    """
    for name, size in (("n_samples", n_samples), ("n_steps", n_steps)):
        if size < 1:
            raise ShapeError(f"sine.load_data: {name}={size}, expected at least 1.")
    starts = np.random.default_rng(seed).uniform(0, 2 * np.pi, size=n_samples)
    waves = np.sin(np.linspace(starts, starts + n_steps, n_steps + 1, axis=1)).astype(dtype)
    return waves[:, :-1, np.newaxis], waves[:, -1:]
