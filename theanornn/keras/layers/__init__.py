"""Keras' layers, all in one place."""

from theanornn.keras.layers import (
    advanced_activations,
    convolutional,
    core,
    cudnn_recurrent,
    embeddings,
    noise,
    normalization,
    pooling,
    recurrent,
    wrappers,
)
from theanornn.keras.layers import merge as _merge
from theanornn.keras.layers.convolutional import AtrousConv1D
from theanornn.keras.layers.wrappers import Wrapper
from theanornn.layers import *  # noqa: F403
from theanornn.layers import __all__ as _layers
from theanornn.layers.authoring import InputSpec

merge = _merge  # the module, which is the function too

__all__ = [
    "AtrousConv1D",
    "InputSpec",
    "Wrapper",
    "advanced_activations",
    "convolutional",
    "core",
    "cudnn_recurrent",
    "embeddings",
    "noise",
    "normalization",
    "pooling",
    "recurrent",
    "wrappers",
    *_layers,
]
