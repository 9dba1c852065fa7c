"""Keras' activations that are layers."""

from theanornn.keras.absent import answers
from theanornn.layers import (
    ELU,
    Layer,
    LeakyReLU,
    ParametricSoftplus,
    PReLU,
    ReLU,
    Softmax,
    SReLU,
    ThresholdedReLU,
)

__all__ = [
    "ELU",
    "Layer",
    "LeakyReLU",
    "PReLU",
    "ParametricSoftplus",
    "ReLU",
    "SReLU",
    "Softmax",
    "ThresholdedReLU",
]

__getattr__ = answers(__name__)
