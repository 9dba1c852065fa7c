"""Keras' preprocessing of sequences."""

from theanornn.preprocessing.sequence import *  # noqa: F403
