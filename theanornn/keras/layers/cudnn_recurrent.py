"""Keras' recurrent layers for cuDNN."""

from theanornn.layers.recurrent import CuDNNGRU, CuDNNLSTM

__all__ = ["CuDNNGRU", "CuDNNLSTM"]
