"""Models: layers wired together.

`Sequential` is a chain of layers, `Model` any graph of them, from the tensors of
`theanornn.layers.Input` to their outputs. `load_model` reads what ``save`` wrote.
"""

from theanornn.models.functional import Model
from theanornn.models.loading import (
    MODELS,
    clone_model,
    load_model,
    model_from_config,
    model_from_json,
    model_from_yaml,
)
from theanornn.models.sequential import Sequential

__all__ = [
    "MODELS",
    "Model",
    "Sequential",
    "clone_model",
    "load_model",
    "model_from_config",
    "model_from_json",
    "model_from_yaml",
]
