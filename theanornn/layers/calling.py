"""How a layer is called: on Keras tensors, or on variables for a graph that is built: `Calling`."""

import functools
import inspect

import numpy as np
import theano.tensor as T

from theanornn.argument_kinds import is_symbolic, shown
from theanornn.errors import DtypeError, NotBuiltError
from theanornn.failures import mark, within
from theanornn.layers.authoring.shapes import shape_of_computed
from theanornn.layers.context import current_context, is_building
from theanornn.layers.keras_tensors import as_list, keras_tensors, note_shapes, shape_of
from theanornn.layers.nodes import record

__all__ = ["Calling"]


class Calling:
    """What stands between the caller of a layer and the layer's `call`."""

    def __call__(self, x, mask=None, context=None, **arguments):
        """The layer's output for its input.

        Parameters
        ----------
        x : variable or list of variables
            Keras tensors: the use of the layer becomes part of their graph, and the output is a
            Keras tensor. Other variables: the layer must be built.
        mask : variable or list, optional
            In place of the mask that comes with `x`.
        context : CallContext, optional
            The graph to build for; one for inference when left out.
        **arguments
            Of `call`; Keras tensors among them (``initial_state=``) are inputs too.
            ``training=True`` makes layers act as in training, whatever the phase.

        Returns
        -------
        variable or list of variables
        """
        x, mask = self._variables("x", x), self._variables("mask", mask)
        if context is None and not is_building() and keras_tensors([x, arguments]):
            return record(self, x, mask, arguments)
        if not self.built:
            shape = shape_of(x)
            if shape is None and is_building():
                shape = shape_of_computed(x)  # within a layer of one's own
            if shape is None:
                raise NotBuiltError(
                    f"{self.name} has no parameters yet: call build(input_shape) first, or add "
                    "the layer to a model."
                )
            self.build_for(shape)
        return self._called(x, mask, context, arguments)

    def _variables(self, argument, given):
        """What a caller gave, with variables in place of arrays; nothing else is taken."""
        if isinstance(given, (list, tuple)) and (given or argument == "mask"):
            return [self._variables(argument, each) for each in given]
        if is_symbolic(given) or (given is None and argument == "mask"):
            return given
        if isinstance(given, np.ndarray) and given.dtype.kind in "biuf":
            return T.as_tensor_variable(given)
        raise DtypeError(
            f"{self.name}: was called with {argument}={shown(given)}, expected the output of "
            "Input() or of a layer, or another variable of Theano"
        )

    def run(self, x, mask=None, context=None, **arguments):
        """The output for an input and the output's mask; what models build their graphs with."""
        return self._called(x, mask, context, arguments), self.compute_mask(x, mask)

    def _called(self, x, mask, context, arguments):
        context = current_context() if context is None else context
        accepted = _parameters_of(type(self).call)
        if "training" in arguments and "training" not in accepted:
            arguments = dict(arguments)
            phase = arguments.pop("training")
            context = context if phase is None else context.in_phase(phase)
        context = self._within(context)
        given = {"mask": mask, "context": context}
        given = {name: value for name, value in given.items() if name in accepted}
        self.dtypes_seen = [each.dtype for each in as_list(x)]
        with context, self.lending_random():
            self.contribute(context)
            with within(self, shape_of(x)):
                output = self.call(x, **given, **arguments)
        mark(output, x, f"{self.name} ({type(self).__name__})")
        shape = shape_of(x)
        if shape is not None:
            note_shapes(output, self.shape_after(output, shape))
        return output

    def shape_after(self, output, input_shape):
        """Shape of an output that was computed for an input of a shape; lists for several."""
        if self.finds_out_shape:
            return shape_of_computed(output)
        return self.compute_output_shape(input_shape)

    def _within(self, context):
        """The context as the layer gets it: frozen where it is, except as Keras 1 does."""
        if self.trainable or self.stateful or self.generation == 1:
            return context
        return context.frozen()


@functools.cache
def _parameters_of(call):
    """The names of the arguments that a `call` has."""
    return frozenset(inspect.signature(call).parameters)
