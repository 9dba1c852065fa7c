"""Keras 2's losses."""

from theanornn import losses
from theanornn.keras.absent import answers
from theanornn.keras.utils.generic_utils import deserialize_keras_object
from theanornn.losses import *  # noqa: F403
from theanornn.losses import LOSSES

serialize = losses.name_of
__getattr__ = answers(__name__)


def deserialize(name, custom_objects=None):
    """The loss of a name."""
    return deserialize_keras_object(name, LOSSES, custom_objects, "loss")


def is_categorical_crossentropy(loss):
    """Whether a loss, or its name, is categorical_crossentropy."""
    return getattr(loss, "__name__", loss) == "categorical_crossentropy"
