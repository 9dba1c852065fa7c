"""Keras' preprocessing of text."""

from theanornn.preprocessing.text import *  # noqa: F403
