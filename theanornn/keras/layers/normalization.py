"""Keras' normalization."""

from theanornn.keras.absent import answers
from theanornn.layers import BatchNormalization, Layer
from theanornn.layers.authoring import InputSpec

__all__ = [
    "BatchNormalization",
    "InputSpec",
    "Layer",
]

__getattr__ = answers(__name__)
