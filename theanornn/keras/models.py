"""Keras' models."""

from theanornn.custom_objects import custom_object_scope
from theanornn.keras.absent import answers
from theanornn.keras.optimizers import optimizer_from_config
from theanornn.layers import Input, InputLayer, Layer, Merge
from theanornn.models import (
    Model,
    Sequential,
    clone_model,
    load_model,
    model_from_config,
    model_from_json,
    model_from_yaml,
)

__all__ = [
    "Input",
    "InputLayer",
    "Layer",
    "Merge",
    "Model",
    "Sequential",
    "clone_model",
    "custom_object_scope",
    "load_model",
    "model_from_config",
    "model_from_json",
    "model_from_yaml",
    "optimizer_from_config",
    "save_model",
]

__getattr__ = answers(__name__)


def save_model(model, filepath, overwrite=True, include_optimizer=True):
    """``model.save(filepath)``."""
    model.save(filepath, overwrite=overwrite, include_optimizer=include_optimizer)
