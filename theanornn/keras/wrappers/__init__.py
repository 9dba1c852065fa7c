"""Keras' models under the interfaces of other libraries."""

from theanornn.keras.wrappers import scikit_learn

__all__ = ["scikit_learn"]
