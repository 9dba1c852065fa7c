"""Recurrent layers: `SimpleRNN`, `LSTM`, `GRU`, their cells, and `RNN` of any cell.

`Recurrent` is the base of the layers.
"""

from theanornn.layers.recurrent.base import Recurrent
from theanornn.layers.recurrent.cudnn import CuDNNGRU, CuDNNLSTM
from theanornn.layers.recurrent.gru import GRU, GRUCell
from theanornn.layers.recurrent.lstm import LSTM, LSTMCell
from theanornn.layers.recurrent.rnn import RNN
from theanornn.layers.recurrent.simple_rnn import SimpleRNN, SimpleRNNCell
from theanornn.layers.recurrent.stacked import StackedRNNCells

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "CuDNNGRU",
    "CuDNNLSTM",
    "GRUCell",
    "LSTMCell",
    "Recurrent",
    "SimpleRNN",
    "SimpleRNNCell",
    "StackedRNNCells",
]
