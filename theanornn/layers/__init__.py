"""Layers, batch-major: what a model is made of.

Core: `Activation`, `Dense`, `Dropout`, `Embedding`, `Masking`; of the shape: `Flatten`, `Permute`,
`RepeatVector`, `Reshape`; over time: `Conv1D`, `MaxPooling1D`, `AveragePooling1D`,
`GlobalMaxPooling1D`, `GlobalAveragePooling1D`, `ZeroPadding1D`, `Cropping1D`, `UpSampling1D`;
normalization and noise: `BatchNormalization`, `GaussianNoise`, `GaussianDropout`, `AlphaDropout`,
`SpatialDropout1D`; activations: `LeakyReLU`, `PReLU`, `ELU` …; recurrent: `SimpleRNN`, `LSTM`,
`GRU`, `RNN`; of several inputs: `Add`, `Concatenate` and the rest of `theanornn.layers.merging`;
around another layer: `Bidirectional`, `TimeDistributed`; around a function: `Lambda`. `Layer` is
the base of your own (see `theanornn.layers.authoring`), `get` makes one from its config.

Examples
--------
>>> layer = LSTM(8)
>>> layer.build((None, 7, 4))
>>> [array.shape for array in layer.get_weights()]
[(4, 32), (8, 32), (32,)]
"""

from theanornn import registry
from theanornn.argument_kinds import kinds
from theanornn.custom_objects import CustomObjectScope
from theanornn.errors import UnknownNameError
from theanornn.layers.activation import Activation, ActivityRegularization, Softmax
from theanornn.layers.base import Layer
from theanornn.layers.bidirectional import Bidirectional
from theanornn.layers.context import CallContext
from theanornn.layers.convolution import AtrousConvolution1D, Conv1D
from theanornn.layers.dense import Dense, TimeDistributedDense
from theanornn.layers.descriptions import layer_from
from theanornn.layers.dropout import Dropout, SpatialDropout1D
from theanornn.layers.embedding import Embedding
from theanornn.layers.highway import Highway
from theanornn.layers.input import Input, InputLayer
from theanornn.layers.lambda_layer import Lambda
from theanornn.layers.learned_rectifiers import ParametricSoftplus, PReLU, SReLU
from theanornn.layers.masking import Masking
from theanornn.layers.maxout import MaxoutDense
from theanornn.layers.merging import (
    Add,
    Average,
    Concatenate,
    Dot,
    Maximum,
    Merge,
    Minimum,
    Multiply,
    Subtract,
    add,
    average,
    concatenate,
    dot,
    maximum,
    merge,
    minimum,
    multiply,
    subtract,
)
from theanornn.layers.noise import AlphaDropout, GaussianDropout, GaussianNoise
from theanornn.layers.normalization import BatchNormalization
from theanornn.layers.pooling import (
    AveragePooling1D,
    GlobalAveragePooling1D,
    GlobalMaxPooling1D,
    MaxPooling1D,
)
from theanornn.layers.rectifiers import ELU, LeakyReLU, ReLU, ThresholdedReLU
from theanornn.layers.recurrent import (
    GRU,
    LSTM,
    RNN,
    CuDNNGRU,
    CuDNNLSTM,
    GRUCell,
    LSTMCell,
    SimpleRNN,
    SimpleRNNCell,
    StackedRNNCells,
)
from theanornn.layers.shaping import Flatten, Permute, RepeatVector, Reshape
from theanornn.layers.time_axis import Cropping1D, UpSampling1D, ZeroPadding1D
from theanornn.layers.wrappers import TimeDistributed

#: Every layer that a config can name.
LAYERS = {
    layer.__name__: layer
    for layer in (
        Activation,
        Add,
        ActivityRegularization,
        AlphaDropout,
        AtrousConvolution1D,
        AveragePooling1D,
        BatchNormalization,
        Average,
        Bidirectional,
        Conv1D,
        Cropping1D,
        Concatenate,
        CuDNNGRU,
        CuDNNLSTM,
        Dense,
        Dot,
        Dropout,
        ELU,
        Embedding,
        Flatten,
        GRU,
        GRUCell,
        GaussianDropout,
        GaussianNoise,
        GlobalAveragePooling1D,
        GlobalMaxPooling1D,
        Highway,
        InputLayer,
        LSTM,
        LSTMCell,
        Lambda,
        LeakyReLU,
        Masking,
        Maximum,
        Merge,
        Minimum,
        Multiply,
        MaxPooling1D,
        MaxoutDense,
        PReLU,
        ParametricSoftplus,
        Permute,
        ReLU,
        RNN,
        RepeatVector,
        Reshape,
        SReLU,
        SimpleRNN,
        SimpleRNNCell,
        Softmax,
        SpatialDropout1D,
        ThresholdedReLU,
        StackedRNNCells,
        Subtract,
        TimeDistributed,
        TimeDistributedDense,
        UpSampling1D,
        ZeroPadding1D,
    )
}

#: Other names that the Kerases have for some of them.
ALIASES = {
    "AvgPool1D": AveragePooling1D,
    "Convolution1D": Conv1D,
    "GlobalAvgPool1D": GlobalAveragePooling1D,
    "GlobalMaxPool1D": GlobalMaxPooling1D,
    "MaxPool1D": MaxPooling1D,
}
LAYERS.update(ALIASES)
globals().update(ALIASES)

_FUNCTIONS = (add, average, concatenate, dot, maximum, merge, minimum, multiply, subtract)
_function_names = [function.__name__ for function in _FUNCTIONS]

__all__ = ["CallContext", "Input", "Layer", "get", *LAYERS, *_function_names]  # noqa: PLE0604


@kinds()
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
    DataError
        The config lacks an argument, or has one that the layer cannot have.

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
        return layer_from(kind, identifier.get("config") or {})
