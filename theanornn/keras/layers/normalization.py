"""Keras' normalization."""

from theanornn.layers import BatchNormalization

__all__ = ["BatchNormalization"]
