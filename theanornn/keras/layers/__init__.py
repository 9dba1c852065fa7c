"""Keras' layers, all in one place."""

from theanornn.keras.absent import answers
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
from theanornn.keras.layers.recurrent import Recurrent
from theanornn.keras.layers.wrappers import Wrapper
from theanornn.keras.utils.generic_utils import serialize_keras_object
from theanornn.layers import *  # noqa: F403
from theanornn.layers import __all__ as _layers
from theanornn.layers import get
from theanornn.layers.authoring import InputSpec

merge = _merge  # the module, which is the function too
serialize, deserialize = serialize_keras_object, get
__getattr__ = answers(__name__)

__all__ = [
    "AtrousConv1D",
    "InputSpec",
    "Recurrent",
    "Wrapper",
    "advanced_activations",
    "convolutional",
    "core",
    "deserialize",
    "cudnn_recurrent",
    "embeddings",
    "noise",
    "normalization",
    "pooling",
    "recurrent",
    "serialize",
    "wrappers",
    *_layers,
]
