"""Keras 2's module of merging layers, which is also Keras 1's function ``merge``.

``from keras.layers import merge`` means a function in scripts of Keras 1 and this module in those
of Keras 2, and it can be used as both.
"""

import sys
import types

from theanornn.layers import Layer
from theanornn.layers.merging import (
    Add,
    Average,
    Concatenate,
    Dot,
    Maximum,
    Merge,
    Minimum,
    Multiply,
    Subtract,
    add,
    average,
    concatenate,
    dot,
    maximum,
    merge,
    minimum,
    multiply,
    subtract,
)

__all__ = [
    "Add",
    "Average",
    "Concatenate",
    "Dot",
    "Layer",
    "Maximum",
    "Merge",
    "Minimum",
    "Multiply",
    "Subtract",
    "add",
    "average",
    "concatenate",
    "dot",
    "maximum",
    "minimum",
    "multiply",
    "subtract",
]


class _MergeModule(types.ModuleType):
    """This module, when it is called."""

    def __call__(self, inputs, *arguments, **options):
        return merge(inputs, *arguments, **options)


sys.modules[__name__].__class__ = _MergeModule
