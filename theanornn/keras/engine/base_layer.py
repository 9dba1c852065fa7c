"""The base of layers, where Keras 2.2 and later have it."""

from theanornn.layers import Layer
from theanornn.layers.authoring import InputSpec
from theanornn.layers.nodes import Node

__all__ = ["InputSpec", "Layer", "Node"]
