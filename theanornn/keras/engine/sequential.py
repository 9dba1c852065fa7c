"""Chains of layers, where Keras 2.2 and later have them."""

from theanornn.models import Sequential

__all__ = ["Sequential"]
