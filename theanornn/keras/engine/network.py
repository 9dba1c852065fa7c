"""Graphs of layers, where Keras 2.2 and later have them."""

from theanornn.keras.engine.topology import get_source_inputs
from theanornn.models import Model as Network

__all__ = ["Network", "get_source_inputs"]
