"""Layers of earlier versions, where Keras 2.1 and later have them."""

from theanornn.keras.layers.own_recurrent import Recurrent
from theanornn.layers import AtrousConvolution1D, Highway, MaxoutDense, Merge, merge

__all__ = ["AtrousConvolution1D", "Highway", "MaxoutDense", "Merge", "Recurrent", "merge"]
