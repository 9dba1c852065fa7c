"""Keras' layers around another layer."""

from theanornn.layers import Bidirectional, TimeDistributed

__all__ = ["Bidirectional", "TimeDistributed"]
