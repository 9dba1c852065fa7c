"""Class numbers to one-hot rows and back, and other small things, under Keras' names."""

import numpy as np

from theanornn.errors import ShapeError, UnknownNameError
from theanornn.layers.windows import output_length as conv_output_length
from theanornn.preprocessing.classes import to_categorical

__all__ = [
    "accuracy",
    "binary_logloss",
    "categorical_probas_to_classes",
    "conv_input_length",
    "conv_output_length",
    "convert_kernel",
    "multiclass_logloss",
    "normalize",
    "probas_to_classes",
    "to_categorical",
]


def normalize(x, axis=-1, order=2):
    """`x` divided by its norms along an axis; where a norm is 0, as it is.

    Examples
    --------
    >>> normalize(np.array([[3.0, 4.0], [0.0, 0.0]]))
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    norms = np.expand_dims(np.atleast_1d(np.linalg.norm(x, order, axis)), axis)
    return x / np.where(norms == 0, 1, norms)


def binary_logloss(p, y):
    """Mean cross-entropy of probabilities and labels 0 and 1."""
    p, y = np.clip(p, 1e-15, 1 - 1e-15), np.asarray(y)
    return -sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / len(y)


def multiclass_logloss(p, y):
    """Mean cross-entropy of rows of probabilities and labels from 1."""
    return -np.mean(np.log([row[label - 1] for row, label in zip(p, y)]))


def accuracy(p, y):
    """Share of equal entries."""
    return np.mean([a == b for a, b in zip(p, y)])


def categorical_probas_to_classes(p):
    """The number of the largest entry in each row."""
    return np.argmax(p, axis=1)


def probas_to_classes(y_pred):
    """Class numbers from rows of probabilities, or from one probability each."""
    if y_pred.ndim > 1 and y_pred.shape[1] > 1:
        return categorical_probas_to_classes(y_pred)
    return (y_pred.ravel() > 0.5).astype(int)


def convert_kernel(kernel, dim_ordering="th"):
    """A convolution kernel of Theano for TensorFlow and back: mirrored along the spatial axes.

    Parameters
    ----------
    kernel : ndarray of 3 to 5 axes
    dim_ordering : {"th", "tf"}
        Whether the spatial axes are the last ones or the first ones.
    """
    if not 3 <= kernel.ndim <= 5:
        raise ShapeError(f"convert_kernel: shape {kernel.shape}, expected 3 to 5 axes")
    if dim_ordering not in ("th", "tf"):
        raise UnknownNameError(f"convert_kernel: {dim_ordering!r}, expected 'th' or 'tf'")
    n_spatial = kernel.ndim - 2
    first = 2 if dim_ordering == "th" else 0
    return np.flip(kernel, axis=tuple(range(first, first + n_spatial))).copy()


def conv_input_length(output_length, filter_size, border_mode, stride):
    """How long the input of a convolution was, by Keras' rule; None of None.

    Parameters
    ----------
    output_length : int or None
    filter_size, stride : int
    border_mode : {"valid", "same", "full"}
    """
    padded = {"valid": 0, "same": filter_size // 2, "full": filter_size - 1}
    if border_mode not in padded:
        raise UnknownNameError(f"border_mode is {border_mode!r}, expected one of {list(padded)}")
    if output_length is None:
        return None
    return (output_length - 1) * stride - 2 * padded[border_mode] + filter_size
