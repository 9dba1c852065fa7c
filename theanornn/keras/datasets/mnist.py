"""Keras' handwritten digits of MNIST."""

from theanornn.datasets.mnist import *  # noqa: F403
