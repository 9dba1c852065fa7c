"""Keras' layers, all in one place."""

from theanornn.keras.layers import core, embeddings, recurrent, wrappers
from theanornn.layers import *  # noqa: F403
from theanornn.layers import __all__ as _layers

__all__ = ["core", "embeddings", "recurrent", "wrappers", *_layers]
