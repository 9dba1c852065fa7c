"""Keras' layers that add noise while training."""

from theanornn.keras.absent import answers
from theanornn.layers import AlphaDropout, GaussianDropout, GaussianNoise

__all__ = ["AlphaDropout", "GaussianDropout", "GaussianNoise"]

__getattr__ = answers(__name__)
