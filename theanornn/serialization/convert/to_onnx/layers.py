"""Layers other than recurrent ones, as nodes: `ADDERS`, by the classes of layers.

Each entry is ``function(graph, layer, x, mask)`` of names, and returns the names of the output and
of its mask, or None.
"""

import numpy as np

from theanornn import layers as kinds
from theanornn.errors import ConversionError
from theanornn.layers.normalization import BY_FEATURE
from theanornn.layers.windows import conv_padding, span
from theanornn.serialization.convert.chain import cell_of, value_of
from theanornn.serialization.convert.to_onnx.activations import add_activation
from theanornn.serialization.convert.to_onnx.recurrent import add_bidirectional, add_recurrent

__all__ = ["add_layer"]


def add_layer(graph, layer, x, mask):
    """Add the nodes of a layer.

    Raises
    ------
    ConversionError
        There is no way to say it in ONNX here.
    """
    graph.scope = layer.name
    if cell_of(layer) is not None or hasattr(layer, "go_backwards"):
        return add_recurrent(graph, layer, x, mask)
    adder = _ADDERS.get(type(layer))
    if adder is None:
        raise ConversionError(
            f"{layer.name}: a {type(layer).__name__} has no counterpart among what is written to "
            f"ONNX ({', '.join(sorted(kind.__name__ for kind in _ADDERS))}, and recurrent layers). "
            "model.to_numpy() takes any layer"
        )
    return adder(graph, layer, x, mask)


def _nothing(graph, layer, x, mask):
    return x, mask


def _embedding(graph, layer, x, mask):
    y = graph.node("Gather", value_of(layer.params["W"]), x, axis=0)
    if not layer.mask_zero:
        return y, None
    return y, graph.node("Not", graph.node("Equal", x, np.int32(0)))


def _dense(graph, layer, x, mask):
    y = graph.node("MatMul", x, value_of(layer.params["W"]))
    if layer.use_bias:
        y = graph.node("Add", y, value_of(layer.params["b"]))
    return add_activation(graph, layer.activation, y, layer.name), mask


def _activation(graph, layer, x, mask):
    return add_activation(graph, layer.activation, x, layer.name), mask


def _softmax(graph, layer, x, mask):
    return graph.node("Softmax", x, axis=layer.axis), mask


def _leaky(graph, layer, x, mask):
    return graph.node("LeakyRelu", x, alpha=float(layer.alpha)), mask


def _time_distributed(graph, layer, x, mask):
    if type(layer.layer) not in (kinds.Dense, kinds.Activation, kinds.Dropout):
        raise ConversionError(
            f"{layer.name}: TimeDistributed is written to ONNX around Dense, Activation and "
            f"Dropout, not around {type(layer.layer).__name__}. model.to_numpy() takes any layer"
        )
    y, _ = _ADDERS[type(layer.layer)](graph, layer.layer, x, None)
    return y, mask


def _masking(graph, layer, x, mask):
    same = graph.node("Equal", x, np.float32(layer.mask_value))
    real = graph.node("Cast", graph.node("Not", same), to=graph.types.FLOAT)
    real = graph.node("ReduceMax", real, axes=[-1], keepdims=1)
    y = graph.node("Mul", x, real)
    flat = graph.node("Squeeze", real, [-1])
    return y, graph.node("Cast", flat, to=graph.types.BOOL)


def _batch_normalization(graph, layer, x, mask):
    rank = len(layer.built_shape)
    if layer.mode != BY_FEATURE or layer.axis % rank != rank - 1:
        raise ConversionError(
            f"{layer.name}: BatchNormalization is written to ONNX over the last axis, with the "
            "statistics that training gathered (mode 0). model.to_numpy() takes any"
        )
    values = {name: value_of(variable) for name, variable in layer.params.items()}
    factor = values.get("gamma", 1.0) / np.sqrt(values["moving_variance"] + layer.epsilon)
    offset = values.get("beta", 0.0) - values["moving_mean"] * factor
    return graph.node("Add", graph.node("Mul", x, factor), offset), mask


def _conv(graph, layer, x, mask):
    _channels_last(layer)
    reach = span(layer.kernel_size, layer.dilation_rate) - 1
    before = conv_padding(layer.padding, layer.kernel_size, layer.dilation_rate)
    whole = {"valid": 0, "same": reach, "causal": reach, "full": 2 * reach}[layer.padding]
    kernel = value_of(layer.params["W"])[::-1].transpose(2, 1, 0)  # first row: a window's last step
    inputs = [graph.node("Transpose", x, perm=[0, 2, 1]), kernel]
    if layer.use_bias:
        inputs.append(value_of(layer.params["b"]))
    y = graph.node(
        "Conv",
        *inputs,
        kernel_shape=[layer.kernel_size],
        strides=[layer.strides],
        dilations=[layer.dilation_rate],
        pads=[before, whole - before],
    )
    y = graph.node("Transpose", y, perm=[0, 2, 1])
    return add_activation(graph, layer.activation, y, layer.name), None


def _pooling(op_type):
    def add(graph, layer, x, mask):
        _channels_last(layer)
        if layer.padding != "valid":
            raise ConversionError(
                f"{layer.name}: poolings are written to ONNX with padding='valid', not "
                f"{layer.padding!r}. model.to_numpy() takes any"
            )
        y = graph.node("Transpose", x, perm=[0, 2, 1])
        y = graph.node(op_type, y, kernel_shape=[layer.pool_size], strides=[layer.strides])
        return graph.node("Transpose", y, perm=[0, 2, 1]), None

    return add


def _global_max(graph, layer, x, mask):
    _channels_last(layer)
    return graph.node("ReduceMax", x, axes=[1], keepdims=0), None


def _global_average(graph, layer, x, mask):
    _channels_last(layer)
    if mask is None:
        return graph.node("ReduceMean", x, axes=[1], keepdims=0), None
    real = graph.node("Cast", mask, to=graph.types.FLOAT)
    count = graph.node("ReduceSum", real, [1], keepdims=1)
    count = graph.node("Max", count, np.float32(1))
    summed = graph.node("Mul", x, graph.node("Unsqueeze", real, [2]))
    return graph.node("Div", graph.node("ReduceSum", summed, [1], keepdims=0), count), None


def _channels_last(layer):
    if layer.data_format != "channels_last":
        raise ConversionError(
            f"{layer.name}: written to ONNX with data_format='channels_last' only. "
            "model.to_numpy() takes any"
        )


def _flatten(graph, layer, x, mask):
    return graph.node("Reshape", x, [0, -1]), None


def _reshape(graph, layer, x, mask):
    return graph.node("Reshape", x, [0, *layer.target_shape]), None


def _permute(graph, layer, x, mask):
    return graph.node("Transpose", x, perm=[0, *layer.dims]), None


def _repeat(graph, layer, x, mask):
    return graph.node("Tile", graph.node("Unsqueeze", x, [1]), [1, layer.n, 1]), None


_ADDERS = {
    kinds.Activation: _activation,
    kinds.ActivityRegularization: _nothing,
    kinds.AlphaDropout: _nothing,
    kinds.AveragePooling1D: _pooling("AveragePool"),
    kinds.BatchNormalization: _batch_normalization,
    kinds.Bidirectional: add_bidirectional,
    kinds.Conv1D: _conv,
    kinds.Dense: _dense,
    kinds.Dropout: _nothing,
    kinds.Embedding: _embedding,
    kinds.Flatten: _flatten,
    kinds.GaussianDropout: _nothing,
    kinds.GaussianNoise: _nothing,
    kinds.GlobalAveragePooling1D: _global_average,
    kinds.GlobalMaxPooling1D: _global_max,
    kinds.LeakyReLU: _leaky,
    kinds.Masking: _masking,
    kinds.MaxPooling1D: _pooling("MaxPool"),
    kinds.Permute: _permute,
    kinds.RepeatVector: _repeat,
    kinds.Reshape: _reshape,
    kinds.Softmax: _softmax,
    kinds.SpatialDropout1D: _nothing,
    kinds.TimeDistributed: _time_distributed,
    kinds.TimeDistributedDense: _dense,
}
