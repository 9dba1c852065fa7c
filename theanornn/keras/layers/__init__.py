"""Keras' layers, all in one place."""

from theanornn.keras.layers import (
    advanced_activations,
    convolutional,
    core,
    embeddings,
    noise,
    normalization,
    pooling,
    recurrent,
    wrappers,
)
from theanornn.keras.layers.convolutional import AtrousConv1D
from theanornn.layers import *  # noqa: F403
from theanornn.layers import __all__ as _layers

__all__ = [
    "AtrousConv1D",
    "advanced_activations",
    "convolutional",
    "core",
    "embeddings",
    "noise",
    "normalization",
    "pooling",
    "recurrent",
    "wrappers",
    *_layers,
]
