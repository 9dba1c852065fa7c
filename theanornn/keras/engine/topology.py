"""Layers and how they are connected, where Keras 1 and 2.0 to 2.1 have them."""

from theanornn.keras.engine.base_layer import InputSpec, Layer, Node
from theanornn.layers import Input, InputLayer, Merge, merge
from theanornn.layers.nodes import as_list as to_list
from theanornn.layers.nodes import is_keras_tensor
from theanornn.models import Model
from theanornn.models.wiring import node_of

__all__ = [
    "Container",
    "Input",
    "InputLayer",
    "InputSpec",
    "Layer",
    "Merge",
    "Node",
    "get_source_inputs",
    "merge",
    "to_list",
]

#: A graph of layers; here it can always be trained as well.
Container = Model


def get_source_inputs(tensor, layer=None, node_index=None):
    """The tensors of ``Input`` that a Keras tensor is computed from.

    Parameters
    ----------
    tensor : Keras tensor
    layer, node_index : optional
        Where it comes from, if not from where it says.

    Returns
    -------
    list of Keras tensors
        Each once, in the order in which they are met from the first input on.
    """
    if layer is not None:
        tensor = layer.inbound_nodes[node_index or 0].output_tensors[0]
    if not is_keras_tensor(tensor):
        return []
    found, waiting, seen = {}, [tensor], set()
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        sources = node_of(each).sources
        if sources:
            waiting.extend(reversed(sources))
        else:
            found[each] = None
    return list(found)
