"""Keras' engine: the bases of layers and models."""

from theanornn.keras.engine import (
    base_layer,
    input_layer,
    network,
    saving,
    sequential,
    topology,
    training,
)
from theanornn.keras.engine.topology import (
    Container,
    Input,
    InputLayer,
    InputSpec,
    Layer,
    Merge,
    get_source_inputs,
    merge,
)
from theanornn.keras.engine.training import Model

__all__ = [
    "Container",
    "Input",
    "InputLayer",
    "InputSpec",
    "Layer",
    "Merge",
    "Model",
    "base_layer",
    "get_source_inputs",
    "input_layer",
    "merge",
    "network",
    "saving",
    "sequential",
    "topology",
    "training",
]
