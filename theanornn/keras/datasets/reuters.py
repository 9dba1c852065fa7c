"""Keras' Reuters newswires."""

from theanornn.datasets.reuters import *  # noqa: F403
