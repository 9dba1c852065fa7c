"""Keras' layers that convolve over time, with those that Keras keeps beside them."""

from theanornn.keras.absent import answers
from theanornn.layers import (
    AtrousConvolution1D,
    AveragePooling1D,
    Conv1D,
    Convolution1D,
    Cropping1D,
    Layer,
    MaxPooling1D,
    UpSampling1D,
    ZeroPadding1D,
)
from theanornn.layers.authoring import InputSpec

__all__ = [
    "AtrousConv1D",
    "AtrousConvolution1D",
    "AveragePooling1D",
    "Conv1D",
    "Convolution1D",
    "Cropping1D",
    "InputSpec",
    "Layer",
    "MaxPooling1D",
    "UpSampling1D",
    "ZeroPadding1D",
]

AtrousConv1D = AtrousConvolution1D
__getattr__ = answers(__name__)
