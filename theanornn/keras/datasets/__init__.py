"""Keras' data sets."""

from theanornn.keras.datasets import boston_housing, imdb, mnist, reuters

__all__ = ["boston_housing", "imdb", "mnist", "reuters"]
