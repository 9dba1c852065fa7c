"""Keras' core layers."""

from theanornn.keras.absent import answers
from theanornn.layers import (
    Activation,
    ActivityRegularization,
    Dense,
    Dropout,
    Flatten,
    Highway,
    Lambda,
    Layer,
    Masking,
    MaxoutDense,
    Merge,
    Permute,
    RepeatVector,
    Reshape,
    SpatialDropout1D,
    TimeDistributedDense,
)
from theanornn.layers.authoring import InputSpec

__all__ = [
    "Activation",
    "ActivityRegularization",
    "Dense",
    "Dropout",
    "Flatten",
    "Highway",
    "InputSpec",
    "Lambda",
    "Layer",
    "Masking",
    "MaxoutDense",
    "Merge",
    "Permute",
    "RepeatVector",
    "Reshape",
    "SpatialDropout1D",
    "TimeDistributedDense",
]

__getattr__ = answers(__name__)
