"""Recurrent layers: `SimpleRNN`, `LSTM`, `GRU`, and their cells; `Recurrent` is their base."""

from theanornn.layers.recurrent.base import Recurrent
from theanornn.layers.recurrent.gru import GRU, GRUCell
from theanornn.layers.recurrent.lstm import LSTM, LSTMCell
from theanornn.layers.recurrent.simple_rnn import SimpleRNN, SimpleRNNCell

__all__ = ["GRU", "LSTM", "GRUCell", "LSTMCell", "Recurrent", "SimpleRNN", "SimpleRNNCell"]
