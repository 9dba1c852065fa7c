"""`Sequential`: a plain chain of layers."""

from theanornn.argument_kinds import kinds
from theanornn.custom_objects import CustomObjectScope
from theanornn.errors import DtypeError, NotBuiltError, ShapeError, UnknownNameError
from theanornn.layers import InputLayer, Layer
from theanornn.layers.base import numbered
from theanornn.layers.checks import as_shape
from theanornn.layers.nodes import as_list, masks_for, single_or_list
from theanornn.models import configs
from theanornn.models.branches import layers_before, sources
from theanornn.models.network import Network
from theanornn.models.recorded import Recorded
from theanornn.models.wiring import Wiring
from theanornn.training import data

__all__ = ["Sequential"]


class Sequential(Recorded, Network):
    """A chain of layers.

    Parameters
    ----------
    layers : list of Layer, optional
        Added in order. Where the first one does not know its input shape, the model is built by
        the first data it gets, or by ``build(input_shape)``.
    name : str, optional
    seed : int, optional
        Seeds initial weights, shuffling and dropout of this model; without it they follow
        :func:`theanornn.set_seed`, or NumPy's global seed.

    Attributes
    ----------
    layers : list of Layer
    inputs, outputs : list of Keras tensors
    input_shape, output_shape : tuple
        With the batch axis; None where a size is free.
    functions : Functions
        What is compiled.

    Notes
    -----
    The first layer can be one that was called on Keras tensors before, as Keras 1's
    ``Merge([left, right])`` is: the model then has the inputs of `left` and `right`.

    Examples
    --------
    >>> from theanornn.layers import Dense, GRU
    >>> model = Sequential([GRU(4, input_shape=(None, 1)), Dense(1)], seed=1)
    >>> model.compile(optimizer="adam", loss="mse")
    >>> model.output_shape
    (None, 1)
    """

    @kinds(layers="iterable")
    def __init__(self, layers=None, name=None, seed=None):
        super().__init__(name, seed)
        self.layers = []
        self.input_layers = []
        #: Shapes of the outputs after each layer.
        self._shapes = []
        #: What the first layer has been connected to before it was added.
        self._head = None
        for layer in () if layers is None else layers:
            self.add(layer)

    # ------------------------------------------------------------------ the chain

    def add(self, layer):
        """Add a layer at the end, and build it if the shape of its input is known.

        Raises
        ------
        DtypeError
            It is no layer.
        UnknownNameError
            There is one of its name already.
        ShapeError
            It cannot take what comes before.
        """
        self._notice_pops()
        if not isinstance(layer, Layer):
            raise DtypeError(f"add: got {layer!r}, expected a layer object such as Dense(1)")
        if any(layer.name == other.name for other in self.layers):
            raise UnknownNameError(
                f"add: there is a layer {layer.name!r} in {self.name} already; names must differ"
            )
        if isinstance(layer, InputLayer):
            if self.layers or self.input_layers:
                raise ShapeError(f"add: {layer.name} is an input, which can only come first")
            self.input_layers = [layer]
            return
        if not self.layers and not self.input_layers:
            self._begin_with(layer)
        if self._head is None or self.layers:
            if self.input_layers:
                self._build_next(layer)
        self.layers.append(layer)
        self._wiring_changed()

    def _begin_with(self, layer):
        """Make the inputs that a first layer says it needs; none where it does not say."""
        if isinstance(layer, Network) and layer.built:
            self.input_layers = [
                InputLayer(
                    batch_input_shape=each.batch_input_shape,
                    dtype=each.input_dtype,
                    name=f"{layer.name}_input" + (f"_{number}" if number else ""),
                )
                for number, each in enumerate(layer.input_layers)
            ]
        elif layer.batch_input_shape is not None:
            self._make_input(layer, layer.batch_input_shape)
        elif layer.multiple_inputs and layer.inbound_nodes:
            outputs = as_list(layer.output)
            self._head = Wiring(sources(outputs), outputs, self.name)
            self.input_layers = [tensor._keras_history[0] for tensor in self._head.inputs]
            self._shapes = [single_or_list([tensor._keras_shape for tensor in outputs])]
        elif layer.built:
            self._make_input(layer, layer.built_shape)

    def _make_input(self, layer, shape):
        name = f"{layer.name}_input"
        if layer.generation == 1:
            name = numbered(f"{type(layer).__name__.lower()}_input")
        dtype = layer.input_dtype
        self.input_layers = [InputLayer(batch_input_shape=shape, dtype=dtype, name=name)]

    def _build_next(self, layer):
        """Build a layer for what comes out of the last one."""
        shape = (
            self._shapes[-1]
            if self._shapes
            else single_or_list([each.batch_input_shape for each in self.input_layers])
        )
        layer.random = self.random
        layer.build_for(shape)
        self._shapes.append(layer.compute_output_shape(shape))

    def build(self, input_shape=None):
        """Build a model whose first layer did not know its input shape.

        Parameters
        ----------
        input_shape : tuple
            With the batch axis. Building again changes nothing.

        Raises
        ------
        ShapeError
            A layer cannot take what comes before it; the model is not built then.
        """
        if self.built:
            return
        if not self.layers or input_shape is None:
            self.check_built("build")
        self._make_input(self.layers[0], tuple(input_shape))
        self._shapes = []
        try:
            for layer in self.layers:
                self._build_next(layer)
        except Exception:
            self.input_layers, self._shapes = [], []
            raise
        self._wiring_changed()
        self._compile_now()

    @property
    def built(self):
        """Whether the layers have their weights."""
        return bool(self.layers) and len(self._shapes) == len(self.layers)

    @built.setter
    def built(self, value):
        """Only `add` and `build` decide; the base class's False at the beginning is no news."""

    def pop(self):
        """Take the last layer away and return it."""
        if not self.layers:
            raise NotBuiltError(f"pop: {self.name} has no layers")
        layer = self.layers.pop()
        del self._shapes[len(self.layers) :]
        if not self.layers:
            self.input_layers, self._head = [], None
        self._wiring_changed()
        return layer

    def _notice_pops(self):
        """Take up that somebody called ``model.layers.pop()``."""
        if len(self._shapes) > len(self.layers):
            del self._shapes[len(self.layers) :]
            self._wiring_changed()

    def _wiring_changed(self):
        """Forget what depends on the chain of layers: the functions, and what was compiled."""
        self.objective = None
        for name in ("train", "test"):
            self.functions.remove(name)
        self.functions.discard("predict")
        self._tensors_changed()

    def check_built(self, method):
        """Raise NotBuiltError if there are no layers, or no weights yet."""
        self._notice_pops()
        if not self.layers:
            raise NotBuiltError(f"{method}: {self.name} has no layers; add some first")
        if not self.built:
            first = self.layers[0]
            raise NotBuiltError(
                f"{method}: {self.name} has no weights yet, because {first.name} was not told its "
                "input shape. Give it input_shape=(time, features), or input_dim= for "
                f"{type(first).__name__}, call build(input_shape), or fit the model first."
            )

    def build_for_data(self, x, method):
        """Build for the shape of some data, if need be; see `Trainable`."""
        if self.layers and not self.built:
            alone = isinstance(x, (list, tuple)) and len(x) == 1 and hasattr(x[0], "shape")
            shape = data.numbers(x[0] if alone else x, "x").shape
            self.build((None, *shape[1:]))
        self.check_built(method)

    # ------------------------------------------------------------------ inputs and outputs

    @property
    def output_shapes(self):
        """Shapes of the outputs with the batch axis."""
        shape = self._shapes[-1]
        return shape if isinstance(shape, list) else [shape]

    @property
    def output_names(self):
        """Names of the outputs, under which targets can be given: the last layer's."""
        return [self.layers[-1].name] * len(self.output_shapes)

    # ------------------------------------------------------------------ the graph

    def _replay(self, inputs, masks, context):
        made = [inputs]
        if self._head is not None:
            inputs, masks = self._head.replay(inputs, masks, context)
            made.append(inputs)
        x, mask = single_or_list(inputs), single_or_list(masks)
        for layer in self.layers[len(made) - 1 :]:
            x, mask = layer.run(x, mask, context)
            made.append(as_list(x))
        self._add_losses(made, context)
        return made[-1], masks_for(made[-1], mask)

    def compute_output_shape(self, input_shape):
        """Shape of the output for input of another shape, both with the batch axis."""
        shape, layers = input_shape, self.layers
        if self._head is not None:
            shape, layers = single_or_list(self._head.shapes(as_list(input_shape))), layers[1:]
        for layer in layers:
            shape = layer.compute_output_shape(shape)
        return shape

    @property
    def parts(self):
        """The layers with those that the first one is connected to, as Keras 1 has them."""
        if self._head is None:
            return self.layers
        return list(dict.fromkeys([*layers_before(self.layers[0], self._head), *self.layers]))

    def connections(self):
        """From each layer to names of what its inputs come from; {} for a plain chain."""
        if self._head is None:
            return {}
        before = [layer.name for layer in self.layers]
        after_first = {layer: [name] for name, layer in zip(before, self.layers[1:])}
        unknown = {layer: [] for layer in self.parts}
        return {**unknown, **self._head.connections(), **after_first}

    def _own_arrays(self, layout=None):
        if (self.generation if layout is None else layout.generation) == 2:
            return super()._own_arrays(layout)
        # Keras 1 asks the layers for their weights here, models among them, and not for variables.
        return [array for layer in self.parts for array in layer._own_arrays(layout)]

    @property
    def flattened_layers(self):
        """Keras 1's name of the layers, with those before a first `Merge` in its place."""
        return list(self.parts)

    @property
    def gates(self):
        """What checks the data of each input: the first layer, or the inputs of those before it."""
        if self._head is not None:
            return self._head.gates()
        first = self.layers[0]
        return first.gates if isinstance(first, Network) else [first]

    # ------------------------------------------------------------------ configuration

    def get_config(self):
        """Name and layers, as numbers, strings, lists and dicts."""
        described = [configs.described(layer) for layer in self.layers]
        config = {"name": self.name, "layers": described}
        if self._head is not None and hasattr(self.layers[0], "layers"):
            before = [configs.described(layer) for layer in self.layers[0].layers]
            described[0]["config"] = {**described[0]["config"], "layers": before}
        elif self.built and self.layers[0].batch_input_shape is None:
            config["build_input_shape"] = list(self.input_layers[0].batch_input_shape)
        if not self.trainable:
            config["trainable"] = False
        return config

    @classmethod
    @kinds()
    def from_config(cls, config, custom_objects=None):
        """A model like that of :meth:`get_config`, with new weights; Keras 1's lists are taken.

        Raises
        ------
        DataError
            It is no config of a model, or that of a layer lacks an argument or has a wrong one.
        UnknownNameError
            It uses something that is not in theanornn; give it as `custom_objects`.
        """
        if isinstance(config, (list, tuple)):
            config = {"layers": config}
        with CustomObjectScope(custom_objects or {}):
            made = [configs.chained(entry) for entry in configs.entries(config)]
        model = cls(made, name=config.get("name"))
        if config.get("build_input_shape") and not model.built:
            model.build(as_shape(config["build_input_shape"], f"{model.name}.build_input_shape"))
        model.trainable = config.get("trainable", True)
        return model
