"""Keras' recurrent layers for cuDNN."""

from theanornn.keras.absent import answers
from theanornn.layers.recurrent import CuDNNGRU, CuDNNLSTM

__all__ = ["CuDNNGRU", "CuDNNLSTM"]

__getattr__ = answers(__name__)
