"""What a layer knows of its uses, under the names that Keras' layers have: `Connected`."""

from theanornn.argument_kinds import numeric
from theanornn.errors import TheanornnError
from theanornn.layers.keras_tensors import single_or_list

__all__ = ["Connected", "NodeError"]


class NodeError(TheanornnError, AttributeError):
    """Something was asked of a layer's connections that they do not have, or have several of.

    It is an `AttributeError` as well: what was asked for is an attribute of a layer.
    """


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
        numeric.whole(index, self.name, "node_index")
        nodes, index = self.inbound_nodes, int(index)
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
