"""Recurrent layers: `SimpleRNN`, `LSTM`, `GRU`, and `Recurrent`, which they have in common."""

from theanornn.layers.recurrent.base import Recurrent
from theanornn.layers.recurrent.gru import GRU
from theanornn.layers.recurrent.lstm import LSTM
from theanornn.layers.recurrent.simple_rnn import SimpleRNN

__all__ = ["GRU", "LSTM", "Recurrent", "SimpleRNN"]
