"""Keras 2's initializers."""

from theanornn.initializers import (
    FACTORIES,
    Constant,
    Identity,
    Initializer,
    Ones,
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
    Zeros,
    get,
    serialize,
)
from theanornn.keras.absent import answers
from theanornn.keras.utils.generic_utils import deserialize_keras_object, serialize_keras_object

zero, one = Zeros, Ones
zeros, ones, constant, identity, orthogonal = Zeros, Ones, Constant, Identity, Orthogonal
uniform = random_uniform = RandomUniform
normal = random_normal = RandomNormal
truncated_normal, variance_scaling = TruncatedNormal, VarianceScaling
glorot_uniform, glorot_normal = FACTORIES["glorot_uniform"], FACTORIES["glorot_normal"]
he_uniform, he_normal = FACTORIES["he_uniform"], FACTORIES["he_normal"]
lecun_uniform, lecun_normal = FACTORIES["lecun_uniform"], FACTORIES["lecun_normal"]

__all__ = [
    "Constant",
    "Identity",
    "Initializer",
    "Ones",
    "Orthogonal",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "constant",
    "deserialize",
    "deserialize_keras_object",
    "get",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "identity",
    "lecun_normal",
    "lecun_uniform",
    "normal",
    "one",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "serialize",
    "serialize_keras_object",
    "truncated_normal",
    "uniform",
    "variance_scaling",
    "zero",
    "zeros",
]

__getattr__ = answers(__name__)


def deserialize(config, custom_objects=None):
    """The initializer of a config ``{"class_name": …, "config": …}``."""
    return deserialize_keras_object(config, FACTORIES, custom_objects, "initializer")
