"""Keras' models."""

from theanornn.models import Sequential

__all__ = ["Sequential"]
