"""Keras' callbacks."""

from theanornn.callbacks import *  # noqa: F403
from theanornn.callbacks import __all__ as _callbacks
from theanornn.callbacks.progbar import Progbar
from theanornn.keras.absent import answers

__all__ = ["Progbar", *_callbacks]

__getattr__ = answers(__name__)
