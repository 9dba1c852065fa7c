"""theanornn: recurrent networks on Theano, from graph builders to Keras-style models.

Importing the package imports neither Theano nor NumPy, and makes sure that Theano works when it is
imported; the names below load what they need when they are first used.
"""

import importlib

from theanornn.runtime import hook as _hook

__version__ = "0.1.0"

_HOMES = {
    "set_seed": "theanornn.randomness",
    "RandomSource": "theanornn.randomness",
    "Input": "theanornn.layers",
    "Model": "theanornn.models",
    "Sequential": "theanornn.models",
    "function": "theanornn.function_cache",
    "recur": "theanornn.recurrence",
    "scan": "theanornn.scanning",
    "set_build": "theanornn.runtime.builds",
}
_MODULES = (
    "activations",
    "builders",
    "callbacks",
    "cells",
    "constraints",
    "datasets",
    "drawing",
    "errors",
    "estimators",
    "initializers",
    "keras",
    "layers",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "predictor",
    "preprocessing",
    "randomness",
    "recurrence",
    "regularizers",
    "runtime",
    "scanning",
    "serialization",
    "training",
    "updates",
)

__all__ = ["__version__", *_HOMES, *_MODULES]


# Theano works from here on, also where the start-up hook is not installed (a source checkout).
_hook.install()


def __getattr__(name):
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    if name in _MODULES:
        return importlib.import_module(f"theanornn.{name}")
    raise AttributeError(f"module 'theanornn' has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
