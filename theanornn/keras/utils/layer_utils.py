"""Keras' functions over the layers of models."""

import types

import numpy as np

from theanornn.layers import Conv1D
from theanornn.layers import get as layer_from_config
from theanornn.layers.nodes import is_keras_tensor
from theanornn.summary import summary_lines

__all__ = [
    "convert_all_kernels_in_model",
    "count_params",
    "count_total_params",
    "get_source_inputs",
    "layer_from_config",
    "print_summary",
]


def print_summary(layers, relevant_nodes=None, line_length=None, positions=None, print_fn=print):
    """Print the table of a model, or of a list of layers.

    `relevant_nodes` and `positions` are accepted as in Keras, and without effect.
    """
    if isinstance(layers, (list, tuple)):
        trained = [weight for layer in layers for weight in layer.trainable_weights]
        layers = types.SimpleNamespace(
            name="layers", parts=list(layers), trainable_weights=trained, connections=dict
        )
    for line in summary_lines(layers, line_length):
        print_fn(line)


def count_params(weights):
    """How many numbers some shared variables hold, each counted once."""
    return int(sum(weight.get_value(borrow=True).size for weight in dict.fromkeys(weights)))


def count_total_params(layers, layer_set=None):
    """How many numbers are trained in some layers, and how many are not.

    Parameters
    ----------
    layers : list of Layer
    layer_set : set, optional
        Layers that were counted before; those counted now are added.
    """
    counted = set() if layer_set is None else layer_set
    trained, fixed = [], []
    for layer in layers:
        if layer not in counted:
            counted.add(layer)
            trained += layer.trainable_weights
            fixed += layer.non_trainable_weights
    return count_params(trained), count_params(fixed)


def get_source_inputs(tensor, layer=None, node_index=None):
    """The tensors of the inputs that a Keras tensor is made from.

    Parameters
    ----------
    tensor : Keras tensor
    layer, node_index : optional
        Accepted as in Keras: where the tensor comes from, which it knows itself.

    Returns
    -------
    list of Keras tensors
    """
    found, waiting, seen = [], [tensor], set()
    while waiting:
        each = waiting.pop(0)
        if each in seen or not is_keras_tensor(each):
            continue
        seen.add(each)
        producer, number, _ = each._keras_history
        sources = producer.inbound_nodes[number].input_tensors
        if not sources:
            found.append(each)
        waiting += sources
    return found


def convert_all_kernels_in_model(model):
    """Mirror the kernels of all convolutions along time: from Theano's to TensorFlow's or back."""
    for layer in model.layers:
        if isinstance(layer, Conv1D):
            kernel, *others = layer.get_weights()
            layer.set_weights([np.flip(kernel, axis=0).copy(), *others])
