"""`Model`: any graph of layers, from the tensors of `Input` to the outputs."""

from theanornn.argument_kinds import kinds
from theanornn.argument_names import ArgumentError
from theanornn.custom_objects import CustomObjectScope
from theanornn.layers import CallContext
from theanornn.layers.nodes import Node, as_list, mask_of, shape_of, single_or_list
from theanornn.models import configs
from theanornn.models.network import Network
from theanornn.models.wiring import Wiring

__all__ = ["Model"]


class Model(Network):
    """A graph of layers with any number of inputs and outputs.

    Parameters
    ----------
    inputs, outputs : Keras tensor or list of them
        What `theanornn.layers.Input` and calls of layers returned. Keras 1 called them ``input``
        and ``output``.
    name : str, optional
    seed : int, optional
        Seeds shuffling and dropout of this model, and what its layers draw from now on; without it
        they follow :func:`theanornn.set_seed`, or NumPy's global seed.

    Attributes
    ----------
    layers : list of Layer
        In Keras' order: the farther from the outputs the earlier, the inputs among them.
    inputs, outputs : list of Keras tensors
    input_names, output_names : list of str
        Under which data can be given: names of the layers.
    input_shape, output_shape : tuple, or list of tuples
        With the batch axis; None where a size is free.
    functions : Functions
        What is compiled.

    Raises
    ------
    NodeError
        The outputs need an input that was not given.
    UnknownNameError
        Two layers have the same name.

    Examples
    --------
    >>> from theanornn.layers import LSTM, Dense, Input
    >>> series = Input(shape=(None, 3))
    >>> encoded = LSTM(8)(series)
    >>> model = Model(inputs=series, outputs=[Dense(1)(encoded), encoded])
    >>> model.output_shape
    [(None, 1), (None, 8)]
    """

    @kinds(name="text")
    def __init__(self, inputs=None, outputs=None, name=None, seed=None, **keras1):
        inputs, is_keras1 = _either_name("input", "inputs", inputs, keras1)
        outputs, _ = _either_name("output", "outputs", outputs, keras1)
        if keras1:
            raise ArgumentError(
                f"Model has no argument {next(iter(keras1))!r}. Its arguments are: inputs, "
                "outputs, name, seed."
            )
        super().__init__(name, seed)
        self.inputs, self.outputs = as_list(inputs), as_list(outputs)
        self.wiring = Wiring(self.inputs, self.outputs, self.name)
        self.layers = self.wiring.layers
        if is_keras1:
            self.generation = 1
        self.layers = self.wiring.layers_as_in(self.generation)
        if seed is not None:
            for leaf in self._leaves():
                if leaf._random is None:
                    leaf.random = self.random
        self.input_layers = [tensor._keras_history[0] for tensor in self.inputs]
        self.output_layers = [tensor._keras_history[0] for tensor in self.outputs]
        self.output_names = [layer.name for layer in self.output_layers]
        self.output_shapes = [tensor._keras_shape for tensor in self.outputs]
        self.gates = self.wiring.gates()
        self.built, self.built_shape = True, shape_of(single_or_list(self.inputs))
        self._add_own_node()

    def _add_own_node(self):
        """The model's first node is itself, as Keras counts them."""
        masks = [mask_of(tensor) for tensor in self.outputs]
        self._nodes.append(
            Node(
                self,
                single_or_list(self.inputs),
                None,
                {},
                list(self.outputs),
                masks,
                list(self.output_shapes),
                CallContext(),
            )
        )

    def _replay(self, inputs, masks, context):
        return self.wiring.replay(inputs, masks, context, self._added_losses)

    def connections(self):
        """From each layer to names of what its inputs come from; {} for a plain chain."""
        return self.wiring.connections()

    def _recorded(self, what):
        return [each for node in self.wiring.nodes for each in getattr(node.context, what)]

    def compute_output_shape(self, input_shape):
        """Shape of the output for input of another shape, both with the batch axis."""
        several = isinstance(input_shape, list) and isinstance(input_shape[0], (tuple, list))
        shapes = [tuple(shape) for shape in (input_shape if several else [input_shape])]
        if shapes == [layer.batch_input_shape for layer in self.input_layers]:
            return single_or_list(self.output_shapes)
        return single_or_list(self.wiring.shapes(shapes))

    def get_config(self):
        """Layers and how they are connected, as Keras 2 writes it."""
        config = configs.of_graph(self)
        return config if self.trainable else {**config, "trainable": False}

    @classmethod
    @kinds()
    def from_config(cls, config, custom_objects=None):
        """A model like that of `get_config`, with new weights; Keras 1's configs are taken too.

        Raises
        ------
        DataError
            It is no config of a model, or that of a layer lacks an argument or has a wrong one.
        UnknownNameError
            It uses something that is not in theanornn; give it as `custom_objects`.
        """
        with CustomObjectScope(custom_objects or {}):
            inputs, outputs = configs.graph_from(config)
        model = cls(inputs, outputs, name=config.get("name"))
        model.trainable = config.get("trainable", True)
        return model


def _either_name(old, new, value, keras1):
    """The value of an argument under one of two names, and whether it was the old one."""
    if old not in keras1:
        if value is None:
            raise ArgumentError(f"Model is missing {new!r}: Model(inputs=..., outputs=...).")
        return value, False
    if value is not None:
        raise ArgumentError(f"Model: {old!r} is the Keras-1 name of {new!r} and both were given.")
    return keras1.pop(old), True
