"""Keras' constraints."""

from theanornn.constraints import *  # noqa: F403
