"""Keras' activations."""

from theanornn.activations import *  # noqa: F403
