"""Keras' utilities."""

from theanornn.keras.utils import np_utils
from theanornn.keras.utils.np_utils import to_categorical

__all__ = ["np_utils", "to_categorical"]
