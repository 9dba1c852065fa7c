"""Keras' recurrent layers."""

from theanornn.layers.recurrent import GRU, LSTM, Recurrent, SimpleRNN

__all__ = ["GRU", "LSTM", "Recurrent", "SimpleRNN"]
