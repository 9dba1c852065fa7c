"""Merging layers as functions of Keras tensors: `add`, `concatenate` and so on."""

from theanornn.argument_kinds import kinds
from theanornn.layers.merging.concatenate import Concatenate
from theanornn.layers.merging.dot import Dot
from theanornn.layers.merging.elementwise import (
    Add,
    Average,
    Maximum,
    Minimum,
    Multiply,
    Subtract,
)

__all__ = [
    "add",
    "average",
    "concatenate",
    "dot",
    "maximum",
    "minimum",
    "multiply",
    "subtract",
]


def add(inputs, **options):
    """`Add` on a list of Keras tensors.

    Parameters
    ----------
    inputs : list of Keras tensors
    **options
        Arguments of the layer.

    Returns
    -------
    Keras tensor

    Examples
    --------
    >>> from theanornn.layers import Input
    >>> add([Input((4,)), Input((4,))])._keras_shape
    (None, 4)
    """
    return Add(**options)(inputs)


def subtract(inputs, **options):
    """`Subtract` on a list of two Keras tensors; see `add`."""
    return Subtract(**options)(inputs)


def multiply(inputs, **options):
    """`Multiply` on a list of Keras tensors; see `add`."""
    return Multiply(**options)(inputs)


def average(inputs, **options):
    """`Average` on a list of Keras tensors; see `add`."""
    return Average(**options)(inputs)


def maximum(inputs, **options):
    """`Maximum` on a list of Keras tensors; see `add`."""
    return Maximum(**options)(inputs)


def minimum(inputs, **options):
    """`Minimum` on a list of Keras tensors; see `add`."""
    return Minimum(**options)(inputs)


@kinds(axis="whole")
def concatenate(inputs, axis=-1, **options):
    """`Concatenate` on a list of Keras tensors; see `add`."""
    return Concatenate(axis=axis, **options)(inputs)


def dot(inputs, axes, normalize=False, **options):
    """`Dot` on a list of two Keras tensors; see `add`."""
    return Dot(axes=axes, normalize=normalize, **options)(inputs)
