"""Keras' preprocessing."""

from theanornn.keras.preprocessing import sequence, text

__all__ = ["sequence", "text"]
