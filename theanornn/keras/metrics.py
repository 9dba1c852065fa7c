"""Keras' metrics."""

from theanornn import metrics
from theanornn.keras.absent import answers
from theanornn.keras.utils.generic_utils import deserialize_keras_object
from theanornn.losses import *  # noqa: F403
from theanornn.metrics import *  # noqa: F403
from theanornn.metrics import METRICS, fmeasure

fscore = f1score = fmeasure
serialize = metrics.name_of
__getattr__ = answers(__name__)


def deserialize(config, custom_objects=None):
    """The metric of a name or a config."""
    return deserialize_keras_object(config, METRICS, custom_objects, "metric")
