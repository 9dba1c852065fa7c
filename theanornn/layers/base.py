"""The contract of a layer: `Layer`.

From here on everything is batch-major: ``(batch, features)`` or ``(batch, time, features)``, and
shapes are plain tuples with the batch axis in them, ``(None, 100, 32)``, None for what is not known
before data come. A new layer is a subclass with `create_params` (when it has any), `call` and
`compute_output_shape`, and its arguments in `get_config`.
"""

import numpy as np

from theanornn import generations
from theanornn.argument_kinds import kinds
from theanornn.argument_kinds.things import dtype as check_dtype
from theanornn.errors import ShapeError, TheanornnError
from theanornn.layers.authoring import Authored
from theanornn.layers.authoring.shapes import traced_shape
from theanornn.layers.calling import Calling
from theanornn.layers.checks import as_shape, check_data
from theanornn.layers.completion import shown
from theanornn.layers.connections import Connected
from theanornn.layers.naming import numbered, numbered_by_class, reset_names
from theanornn.layers.weighted import Weighted
from theanornn.params import Params
from theanornn.randomness import default_source

__all__ = ["Layer", "numbered", "reset_names"]


class Layer(Authored, Calling, Connected, Weighted):
    """What every layer has.

    Called on Keras tensors (see `theanornn.layers.Input`) a layer is built for their shapes and
    becomes part of their graph; called on other Theano variables it gives its output for them.

    Parameters
    ----------
    name : str, optional
        Name of the layer and prefix of its parameters' names; numbered by class when left out.
    trainable : bool
        Whether training changes the layer's parameters.
    input_shape : tuple, optional
        Shape of one sample, for the first layer of a model.
    batch_input_shape : tuple, optional
        The same with the batch axis, ``(None, 100, 32)``; a stateful layer needs the batch size.
    batch_size : int, optional
        The batch size that goes with `input_shape`.
    input_dtype, dtype : str, optional
        dtype of the input where it is an integer one; floating input has Theano's floatX.
    input_dim : int, optional
        Short for ``input_shape=(input_dim,)``.
    weights : list of arrays, optional
        Values to start from, in the order of `get_weights`.
    generation : int, optional
        1 or 2, whatever the names of the arguments say.

    Attributes
    ----------
    params : Params
        The layer's parameters, empty until it is built.
    built : bool
    input_shape, output_shape : tuple, list of them, or None
        With the batch axis; None until the layer is built.
    built_shape : tuple, list of them, or None
        The input shape that it was built for first.
    generation : int
        1 when the layer was given arguments that only Keras 1 has, else 2.
    random : RandomSource
        Where initial values and dropout come from; a model sets its own before it builds.
    """

    generation = 2
    supports_masking = False
    stateful = False
    activity_regularizer = None
    #: Number of axes that the input must have, batch included; None for any.
    input_rank = None
    #: dtype of the input where none is asked for; None stands for floatX.
    default_input_dtype = None
    #: Whether `build`, `call` and the rest take lists, one entry for each input.
    multiple_inputs = False

    @kinds(weights="series")
    def __init__(
        self,
        name=None,
        trainable=True,
        input_shape=None,
        batch_input_shape=None,
        batch_size=None,
        input_dtype=None,
        dtype=None,
        input_dim=None,
        weights=None,
        generation=None,
    ):
        super().__init__()
        if generation is not None:
            self.generation = generation
        elif self.is_own and type(self).generation == 2 and "generation" not in vars(self):
            self.generation = generations.now()
        self.name = name if name is not None else self._numbered_name()
        self.trainable = trainable
        if batch_input_shape is None and input_shape is None and input_dim is not None:
            input_shape = (input_dim,)
        if batch_input_shape is None and input_shape is not None:
            batch_input_shape = (batch_size, *as_shape(input_shape, self.name))
        if batch_input_shape is not None:
            batch_input_shape = as_shape(batch_input_shape, self.name)
            self._check_rank(batch_input_shape, of_argument=input_shape is not None)
        self.batch_input_shape = batch_input_shape
        self._input_dtype = input_dtype or dtype
        if self._input_dtype is not None:
            check_dtype(self._input_dtype, self.name, "dtype")
        self._initial_weights = weights
        self._random = None
        self.params = Params(self.name)
        self.built = False
        self.built_shape = None
        self._output_shape = None

    def _numbered_name(self):
        return numbered_by_class(type(self), self.generation)

    def __dir__(self):
        return shown(super().__dir__())

    def __repr__(self):
        shape = f", {self.built_shape} -> {self._output_shape}" if self.built else ""
        return f"<{type(self).__name__} {self.name}{shape}>"

    @property
    def input_dtype(self):
        """dtype of the layer's input variable; None stands for floatX."""
        return self._integer_dtype() or self.default_input_dtype

    def _integer_dtype(self):
        wanted = self._input_dtype
        return None if wanted is None or np.dtype(wanted).kind == "f" else str(np.dtype(wanted))

    @property
    def random(self):
        """The source of the layer's random numbers."""
        return default_source() if self._random is None else self._random

    @random.setter
    def random(self, source):
        self._random = source

    @property
    def input_shape(self):
        """Shape of the input with the batch axis; a list of shapes for several inputs."""
        shape = self._shape_of_nodes("input")
        return self.built_shape if shape is None else shape

    @property
    def output_shape(self):
        """Shape of the output with the batch axis; a list of shapes for several outputs."""
        shape = self._shape_of_nodes("output")
        if shape is None and self._output_shape is None and self.built_shape is not None:
            self._output_shape = self.compute_output_shape(self.built_shape)
        return self._output_shape if shape is None else shape

    # -- building ---------------------------------------------------------------------------------

    def build(self, input_shape):
        """Create the parameters for input of a shape. Building again changes nothing.

        Parameters
        ----------
        input_shape : tuple
            With the batch axis.

        Raises
        ------
        ShapeError
            The layer cannot take such input, was built for another, or `weights` do not fit.
        """
        shape = self._checked_shape(input_shape)
        if self.built:
            self._check_fits(shape)
            return
        output_shape = None if self.finds_out_shape else self.compute_output_shape(shape)
        try:
            self.create_params(shape)
            if self._initial_weights is not None and not self.is_being_built:
                self._assign(self._initial_weights)
        except Exception:
            self.params = Params(self.name)
            raise
        self.built_shape, self._output_shape = shape, output_shape
        self.built = True

    def build_for(self, input_shape):
        """Make sure that the layer is built, and can take such input.

        It is what models call.

        Parameters
        ----------
        input_shape : tuple, or list of tuples for several inputs
        """
        if self.built:
            self.check_spec(self._as_shapes(input_shape))
        if not self.built or type(self).build is Layer.build:
            self.build(input_shape)
        if self.built_shape is None:
            self.built_shape = self._as_shapes(input_shape)
        self.built = True

    def _checked_shape(self, input_shape):
        shape = self._as_shapes(input_shape)
        if not isinstance(shape, list):
            if self.multiple_inputs:
                raise ShapeError(
                    f"{self.name}: got one input of shape {shape}, expected a list of inputs."
                )
            self._check_rank(shape)
        elif not self.multiple_inputs and not self.takes_several_inputs:
            raise ShapeError(
                f"{self.name}: got {len(shape)} inputs of shapes {shape}, expected one. Merge them "
                "first, with Concatenate() or Add() for example."
            )
        self.check_spec(shape)
        return shape

    def _as_shapes(self, input_shape):
        if isinstance(input_shape, list) and any(isinstance(s, (tuple, list)) for s in input_shape):
            return [as_shape(shape, self.name) for shape in input_shape]
        return as_shape(input_shape, self.name)

    def _check_fits(self, shape):
        """Refuse a shape that differs from that of `build` in what the parameters depend on."""
        if not self.params or isinstance(shape, list):
            return
        if shape[-1] != self.built_shape[-1]:
            raise ShapeError(
                f"{self.name}: was built for input of shape {self.built_shape}, got {shape}. "
                "Use a new layer for input of another size."
            )

    def create_params(self, input_shape):
        """Create the layer's parameters; a layer without any leaves this alone."""

    def add_param(
        self, name, shape, initializer, regularizer=None, constraint=None, trainable=True
    ):
        """Create one parameter and return it.

        Parameters
        ----------
        name : str
            Name within the layer; the shared variable is called ``<layer>_<name>``.
        shape : tuple of int
        initializer : callable
            ``initializer(shape, rng)`` gives the first value.
        regularizer, constraint : optional
        trainable : bool
        """
        value = initializer(shape, self.random.generator())
        return self.params.add(
            name, value, trainable=trainable, regularizer=regularizer, constraint=constraint
        )

    def _check_rank(self, shape, of_argument=False):
        if self.input_rank is None or len(shape) == self.input_rank:
            return
        hint = ""
        if of_argument and len(shape) > self.input_rank:
            hint = " input_shape has no axis for the batch."
        elif not of_argument and (len(shape), self.input_rank) == (2, 3):
            hint = " A recurrent layer before it gives all steps with return_sequences=True."
        raise ShapeError(
            f"{self.name}: got input of shape {shape}, expected {self.input_rank} axes: "
            f"{self._expected_axes()}.{hint}"
        )

    def _expected_axes(self):
        axes = {2: "(batch, features)", 3: "(batch, time, features)"}
        return axes.get(self.input_rank, f"{self.input_rank} with the batch axis")

    # -- the graph --------------------------------------------------------------------------------

    def call(self, x, mask=None, *, context):
        """The layer's output, as an expression of its input.

        Parameters
        ----------
        x : variable
            Batch-major input.
        mask : matrix (batch, time), optional
            1 where a step is real.
        context : CallContext

        Returns
        -------
        variable
        """
        raise NotImplementedError(f"{type(self).__name__} must define call().")

    def compute_output_shape(self, input_shape):
        """Shape of the output for an input of a shape, both with the batch axis.

        A subclass that does not tell has it found out from what it computes, once it is built.
        """
        if self.finds_out_shape and self.built:
            return traced_shape(self, input_shape)
        return tuple(input_shape)

    def compute_mask(self, x, mask=None):
        """The mask that goes on to the next layer.

        Raises
        ------
        TheanornnError
            There is a mask and the layer does not know what to do with it.
        """
        masks = mask if isinstance(mask, (list, tuple)) else [mask]
        if all(each is None for each in masks):
            return None
        if not self.supports_masking:
            raise TheanornnError(
                f"{self.name}: {type(self).__name__} does not support a mask, but its input has "
                "one (from Embedding(mask_zero=True) or Masking). Drop the mask before it, with a "
                "recurrent layer that returns its last output only, or do not make one."
            )
        return mask

    def regularize_activity(self, y, context):
        """`y`, after its penalty (the layer's ``activity_regularizer``) was added to the loss."""
        if self.activity_regularizer is not None:
            context.add_loss(self.activity_regularizer(y))
        return y

    # -- data -------------------------------------------------------------------------------------

    @property
    def checks_more(self):
        """Whether `check_input` knows more of the data than their shape."""
        return type(self).check_input is not Layer.check_input

    def check_input(self, array):
        """Refuse data that the layer cannot take, before they reach a compiled function.

        Parameters
        ----------
        array : ndarray
            A batch, or a whole data set.

        Raises
        ------
        ShapeError
            Wrong number of axes, or sizes that disagree with what the layer was built for.
        DtypeError
            Not numbers: lists of different lengths, text.
        DataError
            No samples, or NaN among them.
        """
        check_data(array, self.name, self.built_shape or self.batch_input_shape)

    # -- configuration ----------------------------------------------------------------------------

    def get_config(self):
        """The arguments that make the same layer again, under Keras 2's names.

        Returns
        -------
        dict
            Numbers, strings, lists and dicts only, so that it can be written as JSON.
        """
        config = {"name": self.name, "trainable": self.trainable}
        if self.generation == 1:
            config["generation"] = 1
        if self.batch_input_shape is not None:
            config["batch_input_shape"] = list(self.batch_input_shape)
            if self._integer_dtype() is not None:
                config["dtype"] = self._integer_dtype()
        return config

    @classmethod
    @kinds(config="mapping")
    def from_config(cls, config):
        """A layer made from what `get_config` returned, or from a config of Keras 1 or 2."""
        return cls(**config)
