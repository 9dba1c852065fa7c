"""Keras' embedding layer."""

from theanornn.layers import Embedding

__all__ = ["Embedding"]
