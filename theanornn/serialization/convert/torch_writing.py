"""PyTorch's arrays of a model, under PyTorch's names: `write`, `state_dict`."""

import json
import os

import numpy as np
import safetensors.numpy

from theanornn import layers as kinds
from theanornn.cells.systems import layout_of, reordered
from theanornn.errors import ConversionError
from theanornn.serialization.atomic import write_atomically
from theanornn.serialization.convert.chain import chain_of, value_of, weights_of
from theanornn.serialization.convert.torch_module import module_text

__all__ = ["state_dict", "write"]


def write(model, path):
    """Write the arrays of a model for PyTorch; the file appears whole or not at all.

    Parameters
    ----------
    model : Sequential or Model
        Built; a chain of layers.
    path : str or path
        A safetensors file, whose metadata have the text of the module (``module``) and the order
        of its layers. A name ending in ``.pt`` or ``.pth`` asks for ``torch.save``, which needs
        torch.

    Returns
    -------
    list of (str, str)
        What each layer became.

    Raises
    ------
    ConversionError
        PyTorch cannot compute the same; the layer, the reason and the way out are named.
    """
    arrays, became = state_dict(model)
    text = module_text(model)
    if os.fspath(path).endswith((".pt", ".pth")):
        _save_with_torch(arrays, path)
    else:
        layers = dict.fromkeys(name.rpartition(".")[0] for name in arrays)
        metadata = {"format": "pt", "module": text, "theanornn_layers": json.dumps(list(layers))}
        write_atomically(path, safetensors.numpy.save(arrays, metadata))
    return became


def state_dict(model):
    """The arrays by PyTorch's names, and what each layer became.

    Examples
    --------
    >>> from theanornn.layers import LSTM
    >>> from theanornn.models import Sequential
    >>> arrays, _ = state_dict(Sequential([LSTM(8, input_shape=(None, 3), name="lstm")]))
    >>> {name: array.shape for name, array in arrays.items()}
    {'lstm.weight_ih_l0': (32, 3), 'lstm.weight_hh_l0': (32, 8), 'lstm.bias_ih_l0': (32,),
     'lstm.bias_hh_l0': (32,)}
    """
    arrays, became = {}, []
    for layer in chain_of(model, "PyTorch"):
        own = _arrays(layer)
        arrays.update({f"{layer.name}.{name}": _whole(array) for name, array in own.items()})
        became.append((layer.name, ", ".join(own) or "no arrays"))
    return arrays, became


def _whole(array):
    return np.array(array, order="C")


def _arrays(layer):
    if isinstance(layer, kinds.Bidirectional):
        if layer.merge_mode is None:
            raise ConversionError(f"{layer.name}: merge_mode=None gives two outputs; merge them")
        forward, backward = layer.forward_layer, layer.backward_layer
        if forward.go_backwards:
            raise ConversionError(
                f"{layer.name}: its forward direction goes backwards, and PyTorch's cannot. Wrap a "
                "layer without go_backwards"
            )
        return {**_direction(forward, ""), **_direction(backward, "_reverse")}
    if hasattr(layer, "go_backwards"):
        return _direction(layer, "")
    if isinstance(layer, kinds.TimeDistributed):
        layer = layer.layer
    if isinstance(layer, kinds.Dense):
        arrays = {"weight": value_of(layer.params["W"]).T}
        return {**arrays, "bias": value_of(layer.params["b"])} if layer.use_bias else arrays
    if isinstance(layer, kinds.Embedding):
        return {"weight": value_of(layer.params["W"])}
    return {}


def _direction(layer, ending):
    weights = weights_of(layer)
    _check(layer, weights)
    orders = layout_of(None, weights.kind).gates, layout_of("torch", weights.kind).gates
    arrays = {
        "weight_ih": reordered(weights.W, *orders).T,
        "weight_hh": reordered(weights.U, *orders).T,
    }
    if weights.b is not None:
        recurrent = weights.b_recurrent
        recurrent = np.zeros_like(weights.b) if recurrent is None else recurrent
        arrays["bias_ih"] = reordered(weights.b, *orders)
        arrays["bias_hh"] = reordered(recurrent, *orders)
    return {f"{name}_l0{ending}": array for name, array in arrays.items()}


def _check(layer, weights):
    """Refuse what PyTorch's modules do not compute."""
    onnx = "ONNX has it: write model.onnx, or use model.to_numpy()"
    if weights is None:
        raise ConversionError(
            f"{layer.name}: its step is one of your own, which no module of PyTorch has. "
            "model.to_numpy() takes any step"
        )
    if layer.return_state:
        raise ConversionError(f"{layer.name}: return_state=True gives several outputs; leave it")
    if weights.initial:
        raise ConversionError(
            f"{layer.name}: its initial states are learned; PyTorch's modules are handed theirs, "
            "and keep none. model.to_numpy() takes them"
        )
    if weights.peepholes is not None:
        raise ConversionError(f"{layer.name}: PyTorch's LSTM has no peepholes. {onnx}")
    if weights.kind == "gru" and not weights.reset_after:
        raise ConversionError(
            f"{layer.name}: this GRU resets the state before the recurrent product, PyTorch's "
            "after it (reset_after=True): no choice of weights makes them the same. "
            f"{onnx}; or train with reset_after=True"
        )
    allowed = {"simple_rnn": ("tanh", "relu")}.get(weights.kind, ("tanh",))
    if weights.activation not in allowed:
        raise ConversionError(
            f"{layer.name}: activation={weights.activation!r}, but PyTorch's module has "
            f"{' or '.join(allowed)} only. {onnx}"
        )
    if weights.kind != "simple_rnn" and weights.inner_activation != "sigmoid":
        raise ConversionError(
            f"{layer.name}: its gates are {weights.inner_activation}, but PyTorch's are sigmoid, "
            f"and cannot be changed. {onnx}; or train on with recurrent_activation='sigmoid'"
        )


def _save_with_torch(arrays, path):
    try:
        import torch
    except ImportError:
        raise ConversionError(
            f"{os.fspath(path)}: writing .pt files needs torch, which is not installed. Give a "
            "name ending in .safetensors, which PyTorch reads with safetensors.torch.load_file"
        ) from None
    from theanornn.serialization.atomic import replacing

    with replacing(path) as temporary:
        torch.save({name: torch.from_numpy(array) for name, array in arrays.items()}, temporary)
