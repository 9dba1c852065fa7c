"""Keras' activations."""

from theanornn import activations
from theanornn.activations import *  # noqa: F403
from theanornn.activations import FUNCTIONS
from theanornn.keras.absent import answers
from theanornn.keras.utils.generic_utils import deserialize_keras_object

serialize = activations.name_of
__getattr__ = answers(__name__)


def deserialize(name, custom_objects=None):
    """The activation of a name."""
    return deserialize_keras_object(name, FUNCTIONS, custom_objects, "activation")
