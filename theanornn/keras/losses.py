"""Keras 2's losses."""

from theanornn.losses import *  # noqa: F403
