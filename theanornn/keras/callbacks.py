"""Keras' callbacks."""

from theanornn.callbacks import *  # noqa: F403
