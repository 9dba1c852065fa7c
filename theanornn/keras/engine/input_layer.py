"""The beginning of a graph, where Keras 2.2 and later have it."""

from theanornn.layers import Input, InputLayer

__all__ = ["Input", "InputLayer"]
