"""The handwritten digits of MNIST in the form in which Keras hands them out: `load_data`."""

from theanornn.argument_kinds import kinds
from theanornn.datasets import keras_files

__all__ = ["load_data"]


@kinds(path="path")
def load_data(path=None):
    """Pictures of digits and which digit they show.

    Parameters
    ----------
    path : str, optional
        A file of Keras' (``mnist.npz``, or ``mnist.pkl.gz`` of Keras 1), or its name in
        ``~/.keras/datasets`` (``KERAS_HOME`` is heeded) or the cache. By default either of them,
        whichever is there; where neither is, ``mnist.npz`` is fetched.

    Returns
    -------
    (x_train, y_train), (x_test, y_test)
        `x`: uint8 ``(samples, 28, 28)``; `y`: uint8 ``(samples,)``.

    Raises
    ------
    theanornn.datasets.cache.FetchError
        If there is no file and none can be fetched.
    DataError
        If the file is damaged or holds something else.

    Examples
    --------
    >>> (x_train, y_train), (x_test, y_test) = load_data()  # doctest: +SKIP
    """
    file = keras_files.find("mnist", path, ("mnist.npz", "mnist.pkl.gz", "mnist.pkl"))
    if file.suffix == ".npz":
        names = ("x_train", "y_train", "x_test", "y_test")
        x_train, y_train, x_test, y_test = keras_files.read_arrays("mnist", file, names)
    else:
        with keras_files.holding("mnist", file, "((x_train, y_train), (x_test, y_test))"):
            (x_train, y_train), (x_test, y_test) = keras_files.read_pickle(file)
    return keras_files.pairs("mnist", file, ((x_train, y_train), (x_test, y_test)))
