"""Keras' metrics."""

from theanornn.metrics import *  # noqa: F403
