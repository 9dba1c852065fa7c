"""What later versions of Keras 2 keep of earlier ones."""

from theanornn.keras.legacy import layers

__all__ = ["layers"]
