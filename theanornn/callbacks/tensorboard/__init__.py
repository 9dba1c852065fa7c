"""TensorBoard: event files that the program of this name shows, written without TensorFlow."""

from theanornn.callbacks.tensorboard.callback import TensorBoard

__all__ = ["TensorBoard"]
