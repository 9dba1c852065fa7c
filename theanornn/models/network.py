"""What every model is: layers that are connected, a layer itself, and trainable."""

from theanornn import generations
from theanornn.argument_names import checked_arguments
from theanornn.errors import NotBuiltError, ShapeError, UnknownNameError
from theanornn.layers import CallContext, Layer
from theanornn.layers.naming import numbered_by_class
from theanornn.layers.nodes import (
    as_list,
    masks_for,
    note_shapes,
    single_or_list,
)
from theanornn.models.saving import Saved
from theanornn.models.weights import WeightsOfLayers
from theanornn.models.wiring import nearest_name
from theanornn.randomness import RandomSource
from theanornn.summary import summary_html, summary_lines
from theanornn.training import Trainable
from theanornn.training.objective import Forward

__all__ = ["Network"]


class Network(WeightsOfLayers, Layer, Trainable, Saved):
    """What a chain and a graph of layers have in common.

    A subclass has `layers`, `input_layers` (list of InputLayer, one for each input), `inputs`,
    `outputs`, `output_names`, `output_shapes`, `gates` (what checks the data of each input) and
    ``_replay(inputs, masks, context)`` -> (outputs, masks), lists.

    Parameters
    ----------
    name : str, optional
    seed : int, optional
        Seeds initial weights, shuffling and dropout of this model; without it they follow
        :func:`theanornn.set_seed`, or NumPy's global seed.
    """

    supports_masking = True

    def __init__(self, name=None, seed=None):
        Layer.__init__(self, name=name or numbered_by_class(type(self)))
        Trainable.__init__(self)
        self._random = None if seed is None else RandomSource(seed)
        self._generation = self._loss_rule = None
        self._added_losses = []

    # ------------------------------------------------------------------ inputs and outputs

    @property
    def input_names(self):
        """Names of the inputs, under which data can be given."""
        return [layer.name for layer in self.input_layers]

    @property
    def input(self):
        """The Keras tensor of the input; a list of them where there are several."""
        return single_or_list(self.inputs)

    @property
    def output(self):
        """The Keras tensor of the output; a list of them where there are several."""
        return single_or_list(self.outputs)

    @property
    def input_shape(self):
        """Shape of the input with the batch axis; a list of shapes for several inputs."""
        self.check_built("input_shape")
        return single_or_list([layer.batch_input_shape for layer in self.input_layers])

    @property
    def output_shape(self):
        """Shape of the output with the batch axis; a list of shapes for several outputs."""
        self.check_built("output_shape")
        return single_or_list(self.output_shapes)

    @property
    def generation(self):
        """1 where names, a file or the script are those of Keras 1, else 2."""
        if self._generation is not None:
            return self._generation
        if generations.now() == 1:
            return 1
        return 1 if any(layer.generation == 1 for layer in self.parts) else 2

    @generation.setter
    def generation(self, value):
        self._generation = value

    @property
    def loss_rule(self):
        """How masks and weights make one number of a loss: 1 or 2, see `theanornn.losses.weighted`.

        That of the model's generation, unless it was set; Keras 2.0 to 2.2 had Keras 1's.
        """
        return self.generation if self._loss_rule is None else self._loss_rule

    @loss_rule.setter
    def loss_rule(self, value):
        self._loss_rule = value

    @property
    def stateful(self):
        """Whether a layer keeps its states from batch to batch."""
        return any(layer.stateful for layer in self.parts)

    def reset_states(self):
        """Forget the states that stateful layers keep."""
        for layer in self.parts:
            if layer.stateful and hasattr(layer, "reset_states"):
                layer.reset_states()

    @checked_arguments(index="whole")
    def get_layer(self, name=None, index=None):
        """A layer by its name, or by its place in `layers`.

        Raises
        ------
        UnknownNameError
            There is none.
        """
        if (name is None) == (index is None):
            raise UnknownNameError(f"get_layer: {self.name} needs name= or index=, one of them.")
        if index is not None:
            if not -len(self.layers) <= index < len(self.layers):
                raise UnknownNameError(
                    f"get_layer: {self.name} has {len(self.layers)} layers, none of number {index}."
                )
            return self.layers[int(index)]
        for layer in self.parts:
            if layer.name == name:
                return layer
        hint = nearest_name(name, [layer.name for layer in self.parts])
        raise UnknownNameError(f"get_layer: {self.name} has no layer {name!r}; {hint}")

    @property
    def parts(self):
        """The layers whose weights make up those of the model, in the order of these."""
        return self.layers

    def connections(self):
        """From each layer to names of what its inputs come from; {} for a plain chain."""
        return {}

    def _leaves(self):
        """The layers in this model and in models within it, each once."""
        found = {}
        for layer in self.parts:
            inner = layer._leaves() if isinstance(layer, Network) else [layer]
            found.update(dict.fromkeys(inner))
        return list(found)

    # ------------------------------------------------------------------ the graph

    def forward(self, training):
        """The graph from new input variables to the predictions.

        Parameters
        ----------
        training : bool
            Whether dropout acts.

        Returns
        -------
        Forward
        """
        context = CallContext(training)
        inputs = [layer.fresh_tensor() for layer in self.input_layers]
        for layer, variable in zip(self.input_layers, inputs):
            note_shapes(variable, layer.batch_input_shape)
        outputs, masks = self._replay(inputs, [None] * len(inputs), context)
        fed = [x for x, layer in zip(inputs, self.input_layers) if layer.takes_data]
        return Forward(fed, outputs, masks, context)

    def run(self, x, mask=None, context=None, training=None):
        """The output and its mask for another input; see `Layer.run`."""
        inputs = as_list(x)
        self._check_number(inputs)
        context = CallContext() if context is None else context
        context = context if training is None else context.in_phase(training)
        for layer, variable in zip(self.input_layers, inputs):
            if not hasattr(variable, "_keras_shape"):
                note_shapes(variable, layer.batch_input_shape)
        masks = [None] * len(inputs) if mask is None else masks_for(inputs, mask)
        outputs, masks = self._replay(inputs, masks, self._within(context))
        return single_or_list(outputs), single_or_list(masks)

    def call(self, x, mask=None, *, context):
        """The output of the model for another input; see `Layer.call`."""
        return self.run(x, mask, context)[0]

    def compute_mask(self, x, mask=None):
        """The mask of the output for another input; see `Layer.compute_mask`."""
        return self.run(x, mask, CallContext())[1]

    def build_for(self, input_shape):
        """Make sure that the model can take such input; see `Layer.build_for`."""
        several = isinstance(input_shape, list) and isinstance(input_shape[0], (tuple, list))
        if not self.built:
            self.build(input_shape)
        self._check_number(input_shape if several else [input_shape])

    @property
    def fed_names(self):
        """Names of the inputs that take data."""
        return [layer.name for layer in self.input_layers if layer.takes_data]

    @property
    def input_dtype(self):
        """dtype of the input, where there is one; None stands for floatX."""
        return self.input_layers[0].input_dtype if self.input_layers else None

    def check_input(self, array):
        """Refuse data that the model cannot take, where it is a layer with one input."""
        if len(self.gates) == 1:
            self.gates[0].check_input(array)

    def _check_number(self, inputs):
        if len(inputs) != len(self.input_layers):
            raise ShapeError(
                f"{self.name}: got {len(inputs)} inputs, expected {len(self.input_layers)}: "
                f"{', '.join(self.input_names)}."
            )

    def check_built(self, method):
        """Raise NotBuiltError unless the model has its weights."""
        if not self.built:
            raise NotBuiltError(f"{method}: {self.name} is not built yet; call build(input_shape)")

    def _require_built(self, what):
        self.check_built(what)

    # ------------------------------------------------------------------ looks

    @checked_arguments(line_length="size", print_fn="function")
    def summary(self, line_length=None, positions=None, print_fn=print):
        """Print layers, shapes, numbers of parameters and recurrent drivers.

        Parameters
        ----------
        line_length : int, optional
            Width; as wide as needed if None.
        positions : optional
            Keras' places of the columns; they find their own here.
        print_fn : callable
            Called with each line.
        """
        self.check_built("summary")
        for line in summary_lines(self, line_length and int(line_length)):
            print_fn(line)

    def _repr_html_(self):
        """What a notebook shows; the engine asks for it, and for nothing where it fails."""
        return summary_html(self) if self.built else None

    def __repr__(self):
        chain = " -> ".join(layer.name for layer in self.layers) or "no layers"
        return f"<{type(self).__name__} {self.name}: {chain}>"
