"""Keras' optimizers."""

from theanornn.optimizers import *  # noqa: F403
