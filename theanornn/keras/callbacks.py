"""Keras' callbacks."""

from theanornn.callbacks import *  # noqa: F403
from theanornn.callbacks import __all__ as _callbacks
from theanornn.callbacks.progbar import Progbar

__all__ = ["Progbar", *_callbacks]
