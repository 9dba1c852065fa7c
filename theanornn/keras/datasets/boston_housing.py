"""Keras' house prices of Boston."""

from theanornn.datasets.boston_housing import *  # noqa: F403
