"""From a model to a graph of ONNX, and to a file: `onnx_model`, `write`."""

import numpy as np

from theanornn import __version__
from theanornn.errors import ConversionError, MissingExtraError
from theanornn.serialization.atomic import write_atomically
from theanornn.serialization.convert.chain import chain_of
from theanornn.serialization.convert.to_onnx.graph import Graph
from theanornn.serialization.convert.to_onnx.layers import add_layer

__all__ = ["OPSET", "onnx_model", "write"]

#: The version of ONNX's operators, and of its format, that is written: known to all runtimes
#: since 2022.
OPSET, _IR_VERSION = 17, 8


def onnx_model(model):
    """The model as one of ONNX.

    Parameters
    ----------
    model : Sequential or Model
        Built; a chain of layers.

    Returns
    -------
    onnx.ModelProto
        With one input and one output named as the model's, free in batch and time where the model
        is; a stateful layer's states are inputs and outputs, ``(1, batch, units)``, of their own:
        ``lstm_1_h_before``, ``lstm_1_h_after``.

    Raises
    ------
    MissingExtraError
        onnx is not installed.
    ConversionError
        The model has something that has no counterpart; layer and way out are named.

    Examples
    --------
    >>> from theanornn.layers import Dense, LSTM
    >>> from theanornn.models import Sequential
    >>> made = onnx_model(Sequential([LSTM(8, input_shape=(None, 3)), Dense(1)]))
    >>> [node.op_type for node in made.graph.node]
    ['Transpose', 'LSTM', 'Squeeze', 'MatMul', 'Add', 'Identity']
    """
    return _made(model)[0]


def _made(model):
    """The model, and what each layer became."""
    onnx = _onnx()
    layers = chain_of(model, "ONNX")
    graph = Graph(onnx)
    source = model.input_layers[0]
    dtype = source.input_dtype or "float32"
    if np.dtype(dtype).kind not in "fi":
        raise ConversionError(f"{model.name}: input of dtype {dtype} cannot be written to ONNX")
    shape = [_size(axis, size) for axis, size in enumerate(source.batch_input_shape)]
    graph.inputs.append(graph.value_info(source.name, dtype, shape))
    x, mask = source.name, None
    if not layers:
        raise ConversionError(f"{model.name}: there are no layers to write")
    became = []
    for layer in layers:
        before = len(graph.nodes)
        x, mask = add_layer(graph, layer, x, mask)
        kinds = dict.fromkeys(node.op_type for node in graph.nodes[before:])
        became.append((layer.name, ", ".join(kinds) or "nothing: it acts in training only"))
    name = f"{model.output_names[0]}_output"
    graph.named(x, name)
    shape = [_size(axis, size) for axis, size in enumerate(model.output_shapes[0])]
    graph.outputs.insert(0, graph.value_info(name, "float32", shape))
    made = onnx.helper.make_model(
        graph.made(model.name),
        opset_imports=[onnx.helper.make_opsetid("", OPSET)],
        ir_version=_IR_VERSION,
        producer_name="theanornn",
        producer_version=__version__,
    )
    onnx.checker.check_model(made, full_check=True)
    return made, became


def write(model, path):
    """Write a model as ONNX; the file appears whole or not at all.

    Parameters
    ----------
    model : Sequential or Model
    path : str or path

    Returns
    -------
    list of (str, str)
        What each layer became.

    Raises
    ------
    MissingExtraError, ConversionError
        See `onnx_model`.
    """
    made, became = _made(model)
    write_atomically(path, made.SerializeToString())
    return became


def _size(axis, size):
    return size if size is not None else ("batch", "time", f"axis_{axis}")[min(axis, 2)]


def _onnx():
    try:
        import onnx
        import onnx.checker
        import onnx.helper
        import onnx.numpy_helper
    except ImportError:
        raise MissingExtraError("onnx", extra="onnx", purpose="writing ONNX") from None
    return onnx
