"""Keras 1's name of the losses."""

from theanornn.losses import *  # noqa: F403
