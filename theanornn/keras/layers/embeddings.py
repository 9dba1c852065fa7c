"""Keras' embedding layer."""

from theanornn.keras.absent import answers
from theanornn.layers import Embedding, Layer

__all__ = [
    "Embedding",
    "Layer",
]

__getattr__ = answers(__name__)
