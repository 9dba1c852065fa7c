"""Keras' normalization."""

from theanornn.keras.absent import answers
from theanornn.layers import BatchNormalization

__all__ = ["BatchNormalization"]

__getattr__ = answers(__name__)
