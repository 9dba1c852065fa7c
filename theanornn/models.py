"""Models: layers wired together. :class:`Sequential` is a plain chain of them.

Public names: :class:`Sequential`, :func:`load_model`, :data:`MODELS`.
"""

import itertools
import os

import theano
import theano.tensor as T

from theanornn import layers as layer_kinds
from theanornn import losses, metrics, registry
from theanornn.errors import DataError, DtypeError, NotBuiltError, ShapeError, UnknownNameError
from theanornn.layers import CallContext, Layer
from theanornn.randomness import RandomSource, default_source
from theanornn.serialization import native
from theanornn.summary import summary_lines
from theanornn.training import Trainable
from theanornn.training.objective import Forward

_numbers = itertools.count(1)


class Sequential(Trainable):
    """A chain of layers.

    Parameters
    ----------
    layers : list of Layer, optional
        Added in order; the first one must know its input shape.
    name : str, optional
    seed : int, optional
        Seeds initial weights, shuffling and dropout of this model; without it they follow
        :func:`theanornn.set_seed`, or NumPy's global seed.

    Attributes
    ----------
    layers : list of Layer
    input_shape, output_shape : tuple
        With the batch axis; None where a size is free.
    functions : Functions
        What is compiled.

    Examples
    --------
    >>> import numpy as np
    >>> from theanornn.layers import Dense, GRU
    >>> model = Sequential([GRU(4, input_shape=(None, 1)), Dense(1)], seed=1)
    >>> model.compile(optimizer="adam", loss="mse")
    >>> model.output_shape
    (None, 1)
    """

    def __init__(self, layers=None, name=None, seed=None):
        super().__init__()
        self.name = name if name is not None else f"sequential_{next(_numbers)}"
        self.layers = []
        self._random = None if seed is None else RandomSource(seed)
        for layer in layers or []:
            self.add(layer)

    # ------------------------------------------------------------------ the chain

    def add(self, layer):
        """Add a layer at the end and build it.

        Raises
        ------
        DtypeError
            It is no layer.
        ShapeError
            It is the first and does not know its input shape, or cannot take what comes before.
        """
        if not isinstance(layer, Layer):
            raise DtypeError(f"add: got {layer!r}, expected a layer object such as Dense(1)")
        if any(layer.name == other.name for other in self.layers):
            raise UnknownNameError(
                f"add: there is a layer {layer.name!r} in {self.name} already; names must differ"
            )
        input_shape = self.output_shape if self.layers else layer.batch_input_shape
        if input_shape is None:
            raise ShapeError(
                f"{layer.name}: the first layer of a model needs its input shape: "
                f"input_shape=(time, features), or input_dim= for {type(layer).__name__}"
            )
        layer.random = self.random
        layer.build(input_shape)
        self.layers.append(layer)
        self._wiring_changed()

    def pop(self):
        """Take the last layer away and return it."""
        if not self.layers:
            raise NotBuiltError(f"pop: {self.name} has no layers")
        layer = self.layers.pop()
        self._wiring_changed()
        return layer

    def _wiring_changed(self):
        """Forget what depends on the chain of layers: the functions, and what was compiled."""
        self.objective = None
        for name in ("train", "test"):
            self.functions.remove(name)
        self.functions.discard("predict")

    def forward(self, training):
        """The graph from a new input variable to the prediction.

        Parameters
        ----------
        training : bool
            Whether dropout acts.

        Returns
        -------
        Forward
        """
        first, context = self.layers[0], CallContext(training)
        dtype = first.input_dtype or theano.config.floatX
        x = T.TensorType(dtype, (False,) * len(self.input_shape))("x")
        output, mask = x, None
        for layer in self.layers:
            output, mask = (
                layer.call(output, mask=mask, context=context),
                layer.compute_mask(output, mask),
            )
        return Forward([x], output, mask, context)

    @property
    def input_shape(self):
        self.check_built("input_shape")
        return self.layers[0].input_shape

    @property
    def output_shape(self):
        self.check_built("output_shape")
        return self.layers[-1].output_shape

    @property
    def stateful(self):
        """Whether a layer keeps its states from batch to batch."""
        return any(layer.stateful for layer in self.layers)

    @property
    def random(self):
        """The source of initial weights, shuffling and dropout."""
        return default_source() if self._random is None else self._random

    def check_built(self, method):
        """Raise NotBuiltError if there are no layers."""
        if not self.layers:
            raise NotBuiltError(f"{method}: {self.name} has no layers; add some first")

    def reset_states(self):
        """Forget the states that stateful layers keep."""
        for layer in self.layers:
            if layer.stateful:
                layer.reset_states()

    # ------------------------------------------------------------------ weights

    @property
    def weights(self):
        """The shared variables of all layers."""
        return [weight for layer in self.layers for weight in layer.weights]

    def get_weights(self):
        """Copies of all weights as a list of arrays, layer after layer."""
        return [array for layer in self.layers for array in layer.get_weights()]

    def set_weights(self, weights):
        """Set all weights; nothing changes unless every array fits.

        Parameters
        ----------
        weights : list of arrays
            In the order of :meth:`get_weights`.
        """
        before = [(layer, layer.get_weights()) for layer in self.layers]
        expected = sum(len(arrays) for _, arrays in before)
        if len(weights) != expected:
            raise ShapeError(f"set_weights: {self.name} has {expected} arrays, got {len(weights)}")
        remaining = iter(weights)
        try:
            for layer, arrays in before:
                layer.set_weights(list(itertools.islice(remaining, len(arrays))))
        except Exception:
            for layer, arrays in before:
                layer.set_weights(arrays)
            raise

    def count_params(self):
        """How many numbers all weights hold."""
        return sum(layer.count_params() for layer in self.layers)

    def summary(self, line_length=None, print_fn=print):
        """Print layers, shapes, numbers of parameters and recurrent drivers.

        Parameters
        ----------
        line_length : int, optional
            Width; as wide as needed if None.
        print_fn : callable
            Called with each line.
        """
        self.check_built("summary")
        for line in summary_lines(self, line_length):
            print_fn(line)

    # ------------------------------------------------------------------ files

    def get_config(self):
        """Name and layers, as numbers, strings, lists and dicts."""
        described = [
            {"class_name": type(layer).__name__, "config": layer.get_config()}
            for layer in self.layers
        ]
        return {"name": self.name, "layers": described}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A model like that of :meth:`get_config`, with new weights."""
        made = [layer_kinds.get(entry, custom_objects) for entry in config["layers"]]
        return cls(made, name=config.get("name"))

    def save(self, filepath, overwrite=True, include_optimizer=True):
        """Save architecture, weights and what training needs to go on.

        Parameters
        ----------
        filepath : str or path
            The format is :mod:`theanornn.serialization.native`, whatever the name; the usual ending
            is ``.safetensors``. The file appears whole or not at all.
        overwrite : bool
            False refuses a name that is taken.
        include_optimizer : bool
            Whether loss, metrics, optimizer and its state go into the file.
        """
        self.check_built("save")
        training, state = None, []
        if include_optimizer and self.objective is not None:
            self.optimizer.build(self.trainable_weights)
            training, state = self.objective.get_config(), self.optimizer.get_weights()
        model = {"class_name": type(self).__name__, "config": self.get_config()}
        contents = native.Contents(native.layer_arrays(self.layers), state, model, training)
        native.write(_free(filepath, overwrite), contents)

    def save_weights(self, filepath, overwrite=True):
        """Save the weights alone; see :meth:`save`."""
        self.check_built("save_weights")
        contents = native.Contents(native.layer_arrays(self.layers), [])
        native.write(_free(filepath, overwrite), contents)

    def load_weights(self, filepath, by_name=False):
        """Load weights from a file of :meth:`save_weights` or :meth:`save`.

        Parameters
        ----------
        filepath : str or path
        by_name : bool
            Load into the layers of the same names and leave the others; else all, by order.

        Raises
        ------
        ShapeError
            The file is of another architecture. The model is left as it was.
        """
        self.check_built("load_weights")
        matched = native.match_layers(self.layers, native.read(filepath), filepath, by_name)
        for layer, arrays in matched:
            layer.params.set_values(arrays)

    def __repr__(self):
        chain = " -> ".join(layer.name for layer in self.layers) or "no layers"
        return f"<{type(self).__name__} {self.name}: {chain}>"


#: Kinds of models that a file may hold.
MODELS = {"Sequential": Sequential}


def load_model(filepath, custom_objects=None, compile=True):
    """Load a model from a file that ``save`` wrote.

    Parameters
    ----------
    filepath : str or path
    custom_objects : dict, optional
        Name -> layer class, optimizer class, loss or metric of your own that the model uses.
    compile : bool
        Whether to take up optimizer (with its state), loss and metrics from the file, too.

    Returns
    -------
    Sequential

    Raises
    ------
    DataError
        The file is damaged, of another kind or version, or holds weights alone.
    UnknownNameError
        It uses something that is not in theanornn; give it as `custom_objects`.
    """
    contents = native.read(filepath)
    if contents.model is None:
        raise DataError(
            f"{filepath} holds weights without an architecture; build the model and call "
            "load_weights"
        )
    kind = registry.lookup("model", MODELS, contents.model["class_name"])
    model = kind.from_config(contents.model["config"], custom_objects)
    for layer, arrays in native.match_layers(model.layers, contents, filepath):
        layer.params.set_values(arrays)
    if compile and contents.training is not None:
        model.compile(**_with_custom(contents.training, custom_objects or {}))
        model.optimizer.build(model.trainable_weights)
        model.optimizer.set_weights(contents.optimizer)
    return model


def _with_custom(training, custom_objects):
    def found(name, table):
        return custom_objects.get(name, name) if name not in table else name

    optimizer = training["optimizer"]
    own_rule = custom_objects.get(optimizer["class_name"])
    return {
        **training,
        "optimizer": own_rule(**optimizer["config"]) if own_rule else optimizer,
        "loss": found(training["loss"], losses.LOSSES),
        "metrics": [found(name, metrics.METRICS) for name in training["metrics"]],
        "weighted_metrics": [found(name, metrics.METRICS) for name in training["weighted_metrics"]],
    }


def _free(filepath, overwrite):
    if not overwrite and os.path.exists(filepath):
        raise FileExistsError(f"{os.fspath(filepath)} exists; pass overwrite=True to replace it")
    return filepath
