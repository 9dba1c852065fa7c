"""Keras' poolings over time."""

from theanornn.keras.absent import answers
from theanornn.layers import (
    AveragePooling1D,
    AvgPool1D,
    GlobalAveragePooling1D,
    GlobalAvgPool1D,
    GlobalMaxPool1D,
    GlobalMaxPooling1D,
    Layer,
    MaxPool1D,
    MaxPooling1D,
)
from theanornn.layers.authoring import InputSpec

__all__ = [
    "AveragePooling1D",
    "AvgPool1D",
    "GlobalAveragePooling1D",
    "GlobalAvgPool1D",
    "GlobalMaxPool1D",
    "GlobalMaxPooling1D",
    "InputSpec",
    "Layer",
    "MaxPool1D",
    "MaxPooling1D",
]

__getattr__ = answers(__name__)
