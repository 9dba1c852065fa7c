"""The graph of layers: `Node` is one use of a layer on Keras tensors.

`Input` makes the first Keras tensors; calling a layer on them makes more and records a `Node`, from
which a model builds its graphs again: for training, on other variables. What is known of tensors
and of a layer's nodes (`keras_tensors`, `connections`) can be had from here, too.
"""

import theano.tensor as T

from theanornn.layers.connections import Connected, NodeError
from theanornn.layers.context import CallContext
from theanornn.layers.keras_tensors import (
    as_list,
    is_keras_tensor,
    keras_tensors,
    list_of_shapes,
    mapped,
    mask_of,
    masks_for,
    note_shapes,
    reached_beyond,
    replaced,
    shape_of,
    single_or_list,
)

__all__ = [
    "Connected",
    "Node",
    "NodeError",
    "as_list",
    "is_keras_tensor",
    "keras_tensors",
    "mask_of",
    "masks_for",
    "note_shapes",
    "record",
    "record_input",
    "replaced",
    "shape_of",
    "single_or_list",
]


class Node:
    """One use of a layer.

    Parameters
    ----------
    layer : Layer
    inputs : Keras tensor or list of them
        What the layer was called on; [] for an input of a model.
    given_mask : variable, list or None
        The mask that the caller passed; None where it came with the inputs.
    arguments : dict
        What else the layer was called with, Keras tensors among it.
    outputs, masks, shapes : lists
    context : CallContext
        What the layer asked for when it was recorded: updates and losses.
    """

    def __init__(self, layer, inputs, given_mask, arguments, outputs, masks, shapes, context):
        self.layer = layer
        self.inputs = inputs
        self.given_mask = given_mask
        self.arguments = arguments
        self.context = context
        #: All Keras tensors that the outputs are made from, those among the arguments too.
        self.input_tensors = list(dict.fromkeys([*as_list(inputs), *keras_tensors(arguments)]))
        self.sources = list(dict.fromkeys([*self.input_tensors, *keras_tensors(given_mask)]))
        self.output_tensors = outputs
        self.output_masks = masks
        self.output_shapes = shapes
        self.input_shapes = [tensor._keras_shape for tensor in self.input_tensors]

    @property
    def outbound_layer(self):
        """The layer, under Keras' name."""
        return self.layer

    @property
    def input_masks(self):
        """The mask of each input tensor, or None."""
        return [mask_of(tensor) for tensor in self.input_tensors]

    @property
    def inbound_layers(self):
        """The layer that each input tensor comes from."""
        return [tensor._keras_history[0] for tensor in self.input_tensors]

    @property
    def node_indices(self):
        """Which use of that layer each input tensor comes from."""
        return [tensor._keras_history[1] for tensor in self.input_tensors]

    @property
    def tensor_indices(self):
        """Which output of that use each input tensor is."""
        return [tensor._keras_history[2] for tensor in self.input_tensors]

    def replay(self, values, masks, context):
        """Build the same use of the layer on other variables.

        Parameters
        ----------
        values, masks : dicts
            From Keras tensor to the variable (or mask, or None) that stands for it; those of the
            outputs are added.
        context : CallContext
        """
        x = replaced(self.inputs, values)
        if self.given_mask is not None:
            mask = replaced(self.given_mask, values)
        else:
            mask = mapped(self.inputs, masks.get)
        arguments = replaced(self.arguments, values)
        outputs, out_masks = self.layer.run(x, mask, context, **arguments)
        outputs = as_list(outputs)
        if self.layer.may_reach_beyond:
            outputs = reached_beyond(outputs, values, [x, mask, arguments])
        values.update(zip(self.output_tensors, outputs))
        masks.update(zip(self.output_tensors, masks_for(outputs, out_masks)))

    def __repr__(self):
        sources = ", ".join(tensor._keras_history[0].name for tensor in self.input_tensors)
        return f"<Node {sources or 'data'} -> {self.layer.name}>"


def record(layer, inputs, given_mask, arguments):
    """Use a layer on Keras tensors: build it if need be, and record the node.

    Parameters
    ----------
    layer : Layer
    inputs : Keras tensor or list of them
    given_mask : variable, list or None
    arguments : dict
        Further arguments of the layer's `call`.

    Returns
    -------
    Keras tensor, or list of them

    Raises
    ------
    NodeError
        Some of the inputs are not outputs of layers.
    """
    for tensor in as_list(inputs):
        if not is_keras_tensor(tensor):
            raise NodeError(
                f"{layer.name}: got {tensor} among its inputs, which is not the output of a layer "
                "or of Input(). Wrap what computes it in a Lambda layer, or give a fixed value as "
                "Input(tensor=...)."
            )
    inputs = single_or_list(inputs) if isinstance(inputs, (list, tuple)) else inputs
    layer.build_for(shape_of(inputs))
    index = len(layer.inbound_nodes)
    context = CallContext(training=False)
    mask = mapped(inputs, mask_of) if given_mask is None else given_mask
    outputs, masks = layer.run(inputs, mask, context, **arguments)
    shapes = layer.shape_after(outputs, shape_of(inputs))
    is_list = isinstance(outputs, (list, tuple))
    outputs, shapes = as_list(outputs), list_of_shapes(shapes)
    masks = masks_for(outputs, masks)
    # What is an output of an earlier use already (an input that is handed on) cannot be two.
    outputs = [T.tensor_copy(y) if is_keras_tensor(y) else y for y in outputs]
    node = Node(layer, inputs, given_mask, arguments, outputs, masks, shapes, context)
    _add(node, index)
    return outputs if is_list else outputs[0]


def record_input(layer, tensor, shape):
    """Record the node of a layer that begins a graph, and return its tensor."""
    node = Node(layer, [], None, {}, [tensor], [None], [tuple(shape)], CallContext())
    _add(node, len(layer.inbound_nodes))
    return tensor


def _add(node, index):
    note_shapes(node.output_tensors, node.output_shapes)
    for number, output in enumerate(node.output_tensors):
        output._keras_history = (node.layer, index, number)
    node.layer.add_node(node)
