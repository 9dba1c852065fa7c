"""Keras' IMDB movie reviews."""

from theanornn.datasets.imdb import *  # noqa: F403
