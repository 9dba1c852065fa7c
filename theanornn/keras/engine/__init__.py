"""Keras' engine: the bases of layers and models."""

from theanornn.keras.engine import training
from theanornn.layers import Input, InputLayer, Layer
from theanornn.models import Model

__all__ = ["Input", "InputLayer", "Layer", "Model", "training"]
