"""Keras 1's drawings of models."""

from theanornn.keras.utils.vis_utils import model_to_dot
from theanornn.keras.utils.vis_utils import plot_model as plot

__all__ = ["model_to_dot", "plot"]
