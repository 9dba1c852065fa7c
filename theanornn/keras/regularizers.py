"""Keras' regularizers."""

from theanornn.regularizers import *  # noqa: F403
