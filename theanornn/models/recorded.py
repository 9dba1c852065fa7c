"""The Keras tensors of a chain of layers, made when somebody first asks for them: `Recorded`."""

from theanornn.layers import CallContext
from theanornn.layers.nodes import Node, NodeError, as_list, mask_of, record, single_or_list
from theanornn.models.wiring import node_of, on_other_variables

__all__ = ["Recorded"]


class Recorded:
    """What a `Sequential` does with Keras tensors.

    Building and training need none of them, so the layers are called on them only when the model
    or one of its layers is asked for its `input`, `output` or `inbound_nodes`.
    """

    #: Keras tensors of the inputs and after each layer, once somebody asked for them.
    _tensors = None

    @property
    def inputs(self):
        """The Keras tensors of the inputs."""
        self.check_built("inputs")
        self._record()
        return self._tensors[0]

    @property
    def outputs(self):
        """The Keras tensors of the outputs."""
        self.check_built("outputs")
        self._record()
        return self._tensors[-1]

    @outputs.setter
    def outputs(self, outputs):
        if as_list(outputs) != self.outputs:
            raise NodeError(
                f"{self.name}: the outputs of a chain are those of its last layer; for others use "
                "Model(inputs=model.inputs, outputs=...)."
            )

    def _tensors_changed(self):
        """Record again what was recorded, or let the layers know how to."""
        if self._tensors is not None:
            self._record_to_the_end()
        elif self.built:
            for part in (*self.layers, self):
                if self._record not in part.to_record:
                    part.to_record.append(self._record)

    def _record(self):
        """Call the layers on Keras tensors: done when somebody first asks for these."""
        self._notice_pops()
        if self._tensors is not None:
            return
        for part in (*self.layers, self):
            if self._record in part.to_record:
                part.to_record.remove(self._record)
        self._tensors = [[layer.tensor for layer in self.input_layers]]
        if self._head is not None:
            self._tensors.append(self._head.outputs)
        self._record_to_the_end()

    def _record_to_the_end(self):
        if not self.built:
            self._tensors = None
            self._nodes.clear()
            return
        del self._tensors[len(self.layers) + 1 :]
        for layer in self.layers[len(self._tensors) - 1 :]:
            made = record(layer, single_or_list(self._tensors[-1]), None, {})
            self._tensors.append(as_list(made))
        inputs, outputs = self._tensors[0], self._tensors[-1]
        shapes, masks = [y._keras_shape for y in outputs], [mask_of(y) for y in outputs]
        own = Node(self, single_or_list(inputs), None, {}, outputs, masks, shapes, CallContext())
        self._nodes[:1] = [own]

    def _recorded(self, what):
        self._record()
        nodes = [] if self._head is None else list(self._head.nodes)
        nodes += [node_of(tensors[0]) for tensors in self._tensors[1 + bool(nodes) :]]
        return [each for node in nodes for each in getattr(node.context, what)]

    def _add_losses(self, made, context):
        """Add what was added to the model's loss, with what was made in place of its tensors."""

        def values():
            self._record()
            return dict(pair for both in zip(self._tensors, made) for pair in zip(*both))

        context.keep_stand_ins(values)
        for loss in self._added_losses:
            context.add_loss(on_other_variables(loss, values(), self.name))
