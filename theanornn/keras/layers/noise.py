"""Keras' layers that add noise while training."""

from theanornn.layers import AlphaDropout, GaussianDropout, GaussianNoise

__all__ = ["AlphaDropout", "GaussianDropout", "GaussianNoise"]
