"""Keras' recurrent layers."""

from theanornn.keras.absent import answers
from theanornn.keras.layers.own_recurrent import Recurrent, time_distributed_dense
from theanornn.layers import Layer
from theanornn.layers.authoring import InputSpec
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
    "InputSpec",
    "LSTMCell",
    "Layer",
    "Recurrent",
    "SimpleRNN",
    "SimpleRNNCell",
    "StackedRNNCells",
    "time_distributed_dense",
]

_time_distributed_dense = time_distributed_dense

__getattr__ = answers(__name__)
