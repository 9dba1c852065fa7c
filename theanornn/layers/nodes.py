"""The graph of layers: `Node` is one use of a layer on Keras tensors, `Connected` knows its nodes.

A Keras tensor is an ordinary Theano variable that carries where it comes from,
``_keras_history = (layer, node_index, tensor_index)``, and its shape with the batch axis,
``_keras_shape``. `Input` makes the first ones; calling a layer on them makes more and records a
`Node`, from which a model builds its graphs again: for training, on other variables.
"""

import theano
import theano.tensor as T
from theano.graph.basic import Variable

from theanornn.errors import TheanornnError
from theanornn.layers.context import CallContext

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


class NodeError(TheanornnError, AttributeError):
    """Something was asked of a layer's connections that they do not have, or have several of.

    It is an `AttributeError` as well: what was asked for is an attribute of a layer.
    """


def as_list(thing):
    """`thing` as a list: [] of None, a list of a list or tuple, else [thing].

    Examples
    --------
    >>> as_list(None), as_list((1, 2)), as_list(1)
    ([], [1, 2], [1])
    """
    if thing is None:
        return []
    return list(thing) if isinstance(thing, (list, tuple)) else [thing]


def single_or_list(things):
    """The one thing of a list of one, else the list."""
    return things[0] if len(things) == 1 else list(things)


def is_keras_tensor(variable):
    """Whether a variable is the output of a layer, and carries so."""
    return hasattr(variable, "_keras_history")


def keras_tensors(structure):
    """All Keras tensors in lists, tuples and dicts, each once, in order.

    A variable that is not one itself stands for those that it is computed from.
    """
    found = {}
    for variable in _variables(structure):
        if is_keras_tensor(variable):
            found[variable] = None
        elif variable.owner is not None:
            found.update(dict.fromkeys(_nearest(variable)))
    return list(found)


def shape_of(tensors):
    """The shape of a Keras tensor, or the list of shapes of a list of them; None where unknown."""
    if isinstance(tensors, (list, tuple)):
        shapes = [shape_of(tensor) for tensor in tensors]
        return None if None in shapes else shapes
    return getattr(tensors, "_keras_shape", None)


def note_shapes(outputs, shapes):
    """Have variables carry their shapes, so that ``K.int_shape`` can tell them."""
    outputs = as_list(outputs)
    shapes = shapes if isinstance(shapes, list) else [shapes]
    for output, shape in zip(outputs, shapes):
        output._keras_shape = tuple(shape)


def masks_for(outputs, masks):
    """One mask (or None) for each of some outputs, from what `compute_mask` returned."""
    if isinstance(masks, (list, tuple)):
        return list(masks)
    return [masks] * len(outputs) if masks is None else [masks]


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
            mask = _mapped(self.inputs, masks.get)
        outputs, out_masks = self.layer.run(x, mask, context, **replaced(self.arguments, values))
        outputs = as_list(outputs)
        values.update(zip(self.output_tensors, outputs))
        masks.update(zip(self.output_tensors, masks_for(outputs, out_masks)))

    def __repr__(self):
        sources = ", ".join(tensor._keras_history[0].name for tensor in self.input_tensors)
        return f"<Node {sources or 'data'} -> {self.layer.name}>"


def mask_of(tensor):
    """The mask that a Keras tensor has, or None."""
    layer, node_index, tensor_index = tensor._keras_history
    return layer.inbound_nodes[node_index].output_masks[tensor_index]


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
    mask = _mapped(inputs, mask_of) if given_mask is None else given_mask
    outputs, masks = layer.run(inputs, mask, context, **arguments)
    shapes = layer.shape_after(outputs, shape_of(inputs))
    is_list = isinstance(outputs, (list, tuple))
    outputs, shapes = as_list(outputs), shapes if isinstance(shapes, list) else [shapes]
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


class Connected:
    """What a layer knows of its uses: Keras' attributes of a layer in a graph.

    Attributes
    ----------
    inbound_nodes, outbound_nodes : list of Node
        The uses of this layer, and those of others of its outputs.
    """

    def __init__(self):
        self._nodes = []
        self.outbound_nodes = []
        #: What records the graphs of models that are recorded when they are first asked for.
        self.to_record = []

    @property
    def inbound_nodes(self):
        while self.to_record:
            self.to_record.pop(0)()
        return self._nodes

    @property
    def _inbound_nodes(self):
        """Keras 2.3's name of `inbound_nodes`."""
        return self.inbound_nodes

    def add_node(self, node):
        """Take up a use of this layer, and tell the layers before it."""
        self._nodes.append(node)
        for layer in dict.fromkeys(node.inbound_layers):
            layer.outbound_nodes.append(node)

    @property
    def updates(self):
        """``(shared variable, expression)`` that the uses of the layer ask for, in inference."""
        return [update for node in self.inbound_nodes for update in node.context.updates]

    @property
    def input(self):
        """The Keras tensor (or list of them) that the layer is used on, once."""
        return single_or_list(self._only_node("input").input_tensors)

    @property
    def output(self):
        """The Keras tensor (or list of them) that the layer gives, used once."""
        return single_or_list(self._only_node("output").output_tensors)

    @property
    def input_mask(self):
        """The mask of `input`, or None."""
        return single_or_list(self._only_node("input_mask").input_masks)

    @property
    def output_mask(self):
        """The mask of `output`, or None."""
        return single_or_list(self._only_node("output_mask").output_masks)

    def get_input_at(self, node_index):
        """The input of one use of the layer, counted from 0."""
        return single_or_list(self._node_at(node_index).input_tensors)

    def get_output_at(self, node_index):
        """The output of one use of the layer, counted from 0."""
        return single_or_list(self._node_at(node_index).output_tensors)

    def get_input_mask_at(self, node_index):
        """The mask of the input of one use of the layer."""
        return single_or_list(self._node_at(node_index).input_masks)

    def get_output_mask_at(self, node_index):
        """The mask of the output of one use of the layer."""
        return single_or_list(self._node_at(node_index).output_masks)

    def get_input_shape_at(self, node_index):
        """The shape of the input of one use of the layer, batch axis included."""
        return single_or_list(self._node_at(node_index).input_shapes)

    def get_output_shape_at(self, node_index):
        """The shape of the output of one use of the layer, batch axis included."""
        return single_or_list(self._node_at(node_index).output_shapes)

    def _only_node(self, what):
        nodes = self.inbound_nodes
        if len(nodes) == 1:
            return nodes[0]
        if not nodes:
            raise NodeError(
                f"{self.name}: has no {what}, because it was not used on anything yet; call it on "
                "the output of another layer, or on Input(shape=...)."
            )
        raise NodeError(
            f"{self.name}: was used {len(nodes)} times, so {what!r} could be any of them; ask "
            f"for get_{what}_at(number)."
        )

    def _node_at(self, index):
        nodes = self.inbound_nodes
        if not 0 <= index < len(nodes):
            raise NodeError(
                f"{self.name}: has no use number {index}; it was used {len(nodes)} times, counted "
                "from 0."
            )
        return nodes[index]

    def _shape_of_nodes(self, what):
        """The shape that all uses have in common; None without uses."""
        shapes = [getattr(node, f"{what}_shapes") for node in self._nodes]
        if not shapes:
            return None
        if any(shape != shapes[0] for shape in shapes):
            raise NodeError(
                f"{self.name}: was used with several {what} shapes, "
                f"{', '.join(str(single_or_list(shape)) for shape in shapes)}; ask for "
                f"get_{what}_shape_at(number)."
            )
        return single_or_list(shapes[0]) if shapes[0] else None


def _variables(structure):
    if isinstance(structure, Variable):
        yield structure
    elif isinstance(structure, (list, tuple)):
        for part in structure:
            yield from _variables(part)
    elif isinstance(structure, dict):
        for part in structure.values():
            yield from _variables(part)


def _nearest(variable):
    """The Keras tensors that an expression is made from, with none behind another."""
    waiting, seen = [variable], set()
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        if is_keras_tensor(each):
            yield each
        elif each.owner is not None:
            waiting.extend(each.owner.inputs)


def _mapped(structure, function):
    """`function` of each variable in lists, tuples and dicts, the rest as it is."""
    if isinstance(structure, Variable):
        return function(structure)
    if isinstance(structure, (list, tuple)):
        return type(structure)(_mapped(part, function) for part in structure)
    if isinstance(structure, dict):
        return {name: _mapped(part, function) for name, part in structure.items()}
    return structure


def replaced(structure, values):
    """Lists, tuples and dicts with the variables that stand for Keras tensors."""

    def one(variable):
        if variable in values:
            return values[variable]
        others = {tensor: values[tensor] for tensor in _nearest(variable) if tensor in values}
        return theano.clone(variable, replace=others) if others else variable

    return _mapped(structure, one)
