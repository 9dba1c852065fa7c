"""How the layers of a model are connected: `Wiring`, found back from its outputs."""

import collections
import difflib

from theanornn.errors import DtypeError, UnknownNameError
from theanornn.layers import InputLayer
from theanornn.layers.nodes import NodeError, is_keras_tensor, keras_tensors, replaced

__all__ = ["Gate", "Wiring", "nearest_name", "node_of", "on_other_variables"]


class Gate:
    """What checks the data of one input: the input itself, and layers that know more of them.

    Parameters
    ----------
    layer : InputLayer
    consumers : list of Layer
        The layers that take the input alone.
    """

    def __init__(self, layer, consumers):
        self.layer = layer
        self._knowing = [each for each in consumers if each.checks_more]

    @property
    def input_dtype(self):
        """dtype that the data become; None stands for floatX."""
        return self.layer.input_dtype

    def check_input(self, array):
        """Refuse what the input or a layer cannot take; see `theanornn.layers.Layer`."""
        self.layer.check_input(array)
        for layer in self._knowing:
            layer.check_input(array)


class Wiring:
    """The nodes between some inputs and some outputs.

    Parameters
    ----------
    inputs : list of Keras tensors
        Outputs of `Input`.
    outputs : list of Keras tensors
    owner : str
        Name of the model, for messages.

    Attributes
    ----------
    nodes : list of Node
        Each after those that it needs.
    layers : list of Layer
        In Keras' order, which is that of weights in files: the farther a layer is from the
        outputs the earlier, and layers as far as each other as they are met on the way back.

    Raises
    ------
    NodeError
        Something is not connected, or an input is not an output of `Input`.
    UnknownNameError
        Two layers have the same name.
    """

    def __init__(self, inputs, outputs, owner):
        self.inputs, self.outputs, self.owner = list(inputs), list(outputs), owner
        for tensor in self.inputs:
            _check_input(tensor, owner)
        for number, tensor in enumerate(self.inputs):
            if any(tensor is other for other in self.inputs[:number]):
                raise NodeError(f"{owner}: {tensor} is among the inputs twice; give it once.")
        for tensor in self.outputs:
            _check_keras_tensor(tensor, owner, "outputs")
        met, self.nodes = _sorted_nodes(self.outputs)
        self._check_connected()
        self._met = met
        self.layers = self.layers_as_in(2)
        _check_names(self.layers, owner)

    def layers_as_in(self, generation):
        """The layers in the order of Keras 1 or 2; it differs where some are used several times."""
        depths = _depths_keras1(self.outputs) if generation == 1 else _depths(self.nodes)
        return sorted(self._met, key=lambda layer: (-depths[layer], self._met[layer]))

    def replay(self, inputs, masks, context, losses=()):
        """Build the same graph on other variables.

        Parameters
        ----------
        inputs, masks : lists
            One variable, and one mask or None, for each input.
        context : CallContext
        losses : sequence of scalar expressions of Keras tensors
            To be added to those of the context, on the other variables.

        Returns
        -------
        outputs, masks : lists
        """
        values = dict(zip(self.inputs, inputs))
        masks = dict(zip(self.inputs, masks))
        for node in self.nodes:
            if isinstance(node.layer, InputLayer):
                (tensor,) = node.output_tensors
                values.setdefault(tensor, node.layer.given)
                masks.setdefault(tensor, None)
            else:
                node.replay(values, masks, context)
        context.keep_stand_ins(lambda: values)
        for loss in losses:
            context.add_loss(on_other_variables(loss, values, self.owner))
        return [values[each] for each in self.outputs], [masks[each] for each in self.outputs]

    def shapes(self, input_shapes):
        """Shapes of the outputs for inputs of some shapes, all with the batch axis; lists."""
        shapes = dict(zip(self.inputs, input_shapes))
        for node in self.nodes:
            if isinstance(node.layer, InputLayer):
                shapes.setdefault(node.output_tensors[0], node.output_shapes[0])
                continue
            inputs = node.inputs
            given = [shapes[x] for x in inputs] if isinstance(inputs, list) else shapes[inputs]
            made = node.layer.compute_output_shape(given)
            made = made if isinstance(made, list) else [made]
            shapes.update(zip(node.output_tensors, map(tuple, made)))
        return [shapes[tensor] for tensor in self.outputs]

    def connections(self):
        """From each layer to names of what its inputs come from; {} for a plain chain.

        A name has the number of the use, or of the output, with it where there are several.
        """
        taken = [tensor for node in self.nodes for tensor in node.sources]
        is_chain = len(self.inputs) == 1 == len(self.outputs) and len(set(taken)) == len(taken)
        if is_chain and len(taken) == len(self.nodes) - 1 == len(self.layers) - 1:
            return {}
        uses = collections.Counter(node.layer for node in self.nodes)
        return {
            layer: [
                _origin(tensor, uses)
                for node in self.nodes
                if node.layer is layer
                for tensor in node.sources
            ]
            for layer in self.layers
        }

    def gates(self):
        """What checks the data of each input that takes data, a list of `Gate`."""
        layers = [tensor._keras_history[0] for tensor in self.inputs]
        return [
            Gate(layer, [node.layer for node in self.nodes if node.inputs is layer.tensor])
            for layer in layers
            if layer.takes_data
        ]

    def _check_connected(self):
        """Refuse what cannot be computed from the inputs."""
        computable = set(self.inputs)
        done = []
        for node in self.nodes:
            layer = node.layer
            is_source = isinstance(layer, InputLayer)
            if is_source and layer.takes_data and node.output_tensors[0] not in computable:
                user = (
                    next(
                        each.layer.name
                        for each in self.nodes
                        if node.output_tensors[0] in each.sources
                    )
                    if len(self.nodes) > 1
                    else "the outputs"
                )
                known = ", ".join(str(tensor) for tensor in self.inputs) or "none"
                raise NodeError(
                    f"{self.owner}: graph disconnected: {user} needs the value of "
                    f"{node.output_tensors[0]}, which is not among the inputs ({known}). Layers "
                    f"that can be computed: {', '.join(done) or 'none'}. Add that tensor to the "
                    "inputs."
                )
            computable.update(node.output_tensors)
            done.append(layer.name)


def on_other_variables(loss, values, owner):
    """A loss of Keras tensors of a model, for the variables that stand for them.

    Raises
    ------
    NodeError
        It is computed from something that the model does not compute.
    """
    for tensor in keras_tensors(loss):
        if tensor not in values:
            raise NodeError(
                f"{owner}: the loss that was added to it needs {tensor}, the output of "
                f"{tensor._keras_history[0].name}, which is not among its layers."
            )
    return replaced(loss, values)


def _check_keras_tensor(tensor, owner, argument):
    if not is_keras_tensor(tensor):
        raise DtypeError(
            f"{owner}: {argument} holds {tensor!r}, expected Keras tensors, as layers and Input() "
            "return them. Wrap other computations in a Lambda layer."
        )


def _check_input(tensor, owner):
    _check_keras_tensor(tensor, owner, "inputs")
    layer = tensor._keras_history[0]
    if not isinstance(layer, InputLayer):
        raise NodeError(
            f"{owner}: the input {tensor} comes from the layer {layer.name}, expected a tensor "
            "that Input() made. Begin with a new Input(shape=...) and call the layers on it again."
        )


def _sorted_nodes(outputs):
    """The layers in the order in which they are met from the outputs, and the nodes sorted."""
    met, finished = {}, {}
    waiting = [(node_of(tensor), False) for tensor in reversed(outputs)]
    while waiting:
        node, entered = waiting.pop()
        if entered:
            finished[node] = None
        elif node not in finished:
            met.setdefault(node.layer, len(met))
            waiting.append((node, True))
            waiting.extend((node_of(tensor), False) for tensor in reversed(node.sources))
    return met, list(finished)


def node_of(tensor):
    """The node that a Keras tensor comes from."""
    layer, node_index, _ = tensor._keras_history
    return layer.inbound_nodes[node_index]


def _depths(nodes):
    """How far each layer is from the outputs, by its farthest use."""
    of_nodes, of_layers = {}, {}
    for node in reversed(nodes):
        depth = max(of_nodes.get(node, 0), of_layers.get(node.layer, 0))
        of_layers[node.layer] = depth
        for tensor in node.sources:
            before = node_of(tensor)
            of_nodes[before] = max(of_nodes.get(before, 0), depth + 1)
    return of_layers


def _depths_keras1(outputs):
    """`_depths` as Keras 1 has it: what was passed does not move with a later, deeper use."""
    of_layers = {}
    for tensor in outputs:
        seen, waiting = set(), [(node_of(tensor), 0)]
        while waiting:
            node, depth = waiting.pop()
            if (node, depth) in seen:
                continue
            seen.add((node, depth))
            depth = max(depth, of_layers.get(node.layer, 0))
            of_layers[node.layer] = depth
            waiting.extend((node_of(tensor), depth + 1) for tensor in reversed(node.sources))
    return of_layers


def _origin(tensor, uses):
    layer, node_index, tensor_index = tensor._keras_history
    name = layer.name
    if uses[layer] > 1:
        name += f"[{node_index}]"
    return name + (f".{tensor_index}" if len(node_of(tensor).output_tensors) > 1 else "")


def _check_names(layers, owner):
    names = [layer.name for layer in layers]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UnknownNameError(
            f"{owner}: there are {names.count(twice)} layers named {twice!r}; names must differ. "
            "Use one layer object several times, or give them names of their own."
        )


def nearest_name(name, names):
    """A hint at the nearest of some names, for a message."""
    near = difflib.get_close_matches(str(name), list(names), n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names)}."
