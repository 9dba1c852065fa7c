"""Keras' constraints."""

from theanornn.constraints import *  # noqa: F403
from theanornn.constraints import FACTORIES
from theanornn.keras.absent import answers
from theanornn.keras.utils.generic_utils import deserialize_keras_object

__getattr__ = answers(__name__)


def deserialize(config, custom_objects=None):
    """The constraint of a config ``{"class_name": …, "config": …}``."""
    return deserialize_keras_object(config, FACTORIES, custom_objects, "constraint")
