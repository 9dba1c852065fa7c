"""Keras' core layers."""

from theanornn.layers import Activation, Dense, Dropout, Layer, Masking, RepeatVector

__all__ = ["Activation", "Dense", "Dropout", "Layer", "Masking", "RepeatVector"]
