"""Keras' layers that add noise while training."""

from theanornn.keras.absent import answers
from theanornn.layers import AlphaDropout, GaussianDropout, GaussianNoise, Layer

__all__ = [
    "AlphaDropout",
    "GaussianDropout",
    "GaussianNoise",
    "Layer",
]

__getattr__ = answers(__name__)
