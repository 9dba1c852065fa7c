"""Keras' optimizers."""

import theano.tensor as T

from theanornn.keras.absent import answers
from theanornn.keras.utils.generic_utils import (
    deserialize_keras_object,
    get_custom_objects,
    serialize_keras_object,
)
from theanornn.optimizers import *  # noqa: F403
from theanornn.optimizers import OPTIMIZERS, SGD, Adadelta, Adagrad, Adam, Adamax, Nadam, RMSprop
from theanornn.optimizers import __all__ as _optimizers

__all__ = [
    *_optimizers,
    "adadelta",
    "adagrad",
    "adam",
    "adamax",
    "clip_norm",
    "deserialize",
    "deserialize_keras_object",
    "get_custom_objects",
    "nadam",
    "optimizer_from_config",
    "rmsprop",
    "serialize",
    "serialize_keras_object",
    "sgd",
]

sgd, rmsprop, adagrad, adadelta = SGD, RMSprop, Adagrad, Adadelta
adam, adamax, nadam = Adam, Adamax, Nadam
serialize = serialize_keras_object
__getattr__ = answers(__name__)


def deserialize(config, custom_objects=None):
    """The optimizer of a config ``{"class_name": …, "config": …}``."""
    return deserialize_keras_object(config, OPTIMIZERS, custom_objects, "optimizer")


optimizer_from_config = deserialize


def clip_norm(g, c, n):
    """`g` scaled from the norm `n` to the norm `c`, if it is larger; `c` of 0 changes nothing."""
    return g if c <= 0 else T.switch(T.ge(n, c), g * c / n, g)
