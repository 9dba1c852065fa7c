"""Cells: one step of time each, in plain Theano, without a loop.

``Cell`` is the contract and the base of your own, ``SimpleRNNCell``, ``LSTMCell`` and ``GRUCell``
are built in. `theanornn.recurrence` runs them over time.
"""

from theanornn.cells.base import Cell
from theanornn.cells.gru import GRUCell
from theanornn.cells.lstm import LSTMCell
from theanornn.cells.simple import SimpleRNNCell
from theanornn.cells.weights import WeightSpec

__all__ = ["Cell", "GRUCell", "LSTMCell", "SimpleRNNCell", "WeightSpec"]
