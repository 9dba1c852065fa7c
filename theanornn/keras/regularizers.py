"""Keras' regularizers."""

from theanornn.keras.absent import answers
from theanornn.keras.utils.generic_utils import deserialize_keras_object
from theanornn.regularizers import *  # noqa: F403
from theanornn.regularizers import FACTORIES

__getattr__ = answers(__name__)


def deserialize(config, custom_objects=None):
    """The regularizer of a config ``{"class_name": …, "config": …}``."""
    return deserialize_keras_object(config, FACTORIES, custom_objects, "regularizer")
