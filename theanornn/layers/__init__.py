"""Layers, batch-major: what a model is made of.

Core: `Activation`, `Dense`, `Dropout`, `Embedding`, `Masking`, `RepeatVector`; recurrent:
`SimpleRNN`, `LSTM`, `GRU`; around another layer: `Bidirectional`, `TimeDistributed`. `Layer` is
the base of your own, `get` makes one from its config.

Examples
--------
>>> layer = LSTM(8)
>>> layer.build((None, 7, 4))
>>> [array.shape for array in layer.get_weights()]
[(4, 32), (8, 32), (32,)]
"""

from theanornn import registry
from theanornn.custom_objects import CustomObjectScope
from theanornn.errors import UnknownNameError
from theanornn.layers.activation import Activation
from theanornn.layers.base import Layer
from theanornn.layers.context import CallContext
from theanornn.layers.dense import Dense
from theanornn.layers.dropout import Dropout
from theanornn.layers.embedding import Embedding
from theanornn.layers.input import Input, InputLayer
from theanornn.layers.masking import Masking
from theanornn.layers.recurrent import (
    GRU,
    LSTM,
    GRUCell,
    LSTMCell,
    SimpleRNN,
    SimpleRNNCell,
)
from theanornn.layers.shaping import RepeatVector
from theanornn.layers.wrappers import Bidirectional, TimeDistributed

#: Every layer that a config can name.
LAYERS = {
    layer.__name__: layer
    for layer in (
        Activation,
        Bidirectional,
        Dense,
        Dropout,
        Embedding,
        GRU,
        GRUCell,
        InputLayer,
        LSTM,
        LSTMCell,
        Masking,
        RepeatVector,
        SimpleRNN,
        SimpleRNNCell,
        TimeDistributed,
    )
}

__all__ = ["CallContext", "Input", "Layer", "get", *LAYERS]  # noqa: PLE0604


def get(identifier, custom_objects=None):
    """Return a layer from its description.

    Parameters
    ----------
    identifier : Layer or dict
        A layer is returned as it is; ``{"class_name": …, "config": …}`` makes one, with the
        argument names of either Keras.
    custom_objects : dict, optional
        Names of further classes.

    Raises
    ------
    UnknownNameError
        There is no layer of that name, or it is not a description of one.

    Examples
    --------
    >>> get({"class_name": "Dense", "config": {"output_dim": 3}}).units
    3
    """
    if isinstance(identifier, Layer):
        return identifier
    if not isinstance(identifier, dict) or "class_name" not in identifier:
        raise UnknownNameError(
            f'a layer is given as {{"class_name": …, "config": …}}, got {identifier!r}.'
        )
    from theanornn.models import MODELS  # models are layers, and are made of them

    with CustomObjectScope(custom_objects or {}):
        kind = registry.lookup("layer", {**LAYERS, **MODELS}, identifier["class_name"])
        return kind.from_config(identifier.get("config") or {})
