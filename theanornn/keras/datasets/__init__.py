"""Keras' data sets."""

from theanornn.keras.datasets import imdb

__all__ = ["imdb"]
