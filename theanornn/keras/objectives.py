"""Keras 1's name of the losses."""

from theanornn.keras.absent import answers
from theanornn.keras.losses import *  # noqa: F403

__getattr__ = answers(__name__)
