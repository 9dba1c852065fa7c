"""Keras' module tree over theanornn: old scripts run with ``keras`` for ``theanornn.keras``.

The modules have the names of Keras 1 and of Keras 2 (`objectives` and `losses`,
`initializations` and `initializers`), and all that is in them is theanornn's own. Importing this
package sets Theano's floatX to float32, as Keras did, unless THEANO_FLAGS, ``.theanorc`` or
``keras.json`` say otherwise.

Examples
--------
>>> from theanornn.keras.models import Sequential
>>> from theanornn.keras.layers import LSTM, Dense
>>> model = Sequential([LSTM(8, input_shape=(None, 3)), Dense(1)])
>>> model.output_shape
(None, 1)
"""

from theanornn.keras import precision

precision.apply()

# Only now may anything be imported that could make a variable of the dtype before.
from theanornn.keras import (  # noqa: E402
    activations,
    backend,
    callbacks,
    constraints,
    datasets,
    engine,
    initializations,
    initializers,
    layers,
    legacy,
    losses,
    metrics,
    models,
    objectives,
    optimizers,
    preprocessing,
    regularizers,
    utils,
    wrappers,
)
from theanornn.keras.absent import answers  # noqa: E402
from theanornn.keras.engine import Input  # noqa: E402
from theanornn.keras.models import Model, Sequential  # noqa: E402

__getattr__ = answers(__name__)

#: The Keras whose names and defaults these are.
__version__ = "2.3.1"

__all__ = [
    "Input",
    "Model",
    "Sequential",
    "activations",
    "backend",
    "callbacks",
    "constraints",
    "datasets",
    "engine",
    "initializations",
    "initializers",
    "layers",
    "legacy",
    "losses",
    "metrics",
    "models",
    "objectives",
    "optimizers",
    "precision",
    "preprocessing",
    "regularizers",
    "utils",
    "wrappers",
]
