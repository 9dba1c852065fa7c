"""Keras' recurrent layers."""

from theanornn.keras.layers.own_recurrent import Recurrent, time_distributed_dense
from theanornn.layers.recurrent import (
    GRU,
    LSTM,
    RNN,
    GRUCell,
    LSTMCell,
    SimpleRNN,
    SimpleRNNCell,
    StackedRNNCells,
)

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "GRUCell",
    "LSTMCell",
    "Recurrent",
    "SimpleRNN",
    "SimpleRNNCell",
    "StackedRNNCells",
    "time_distributed_dense",
]

_time_distributed_dense = time_distributed_dense
