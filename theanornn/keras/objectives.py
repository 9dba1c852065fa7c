"""Keras 1's name of the losses."""

from theanornn.keras.losses import *  # noqa: F403
from theanornn.keras.losses import __getattr__  # noqa: F401
