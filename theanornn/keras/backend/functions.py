"""Compiled functions, gradients, updates."""

import numpy as np
from theano.gradient import disconnected_grad
from theano.graph.basic import Variable
from theano.printing import Print

from theanornn.argument_names import ArgumentError
from theanornn.errors import DataError, DtypeError
from theanornn.functions import CompiledFunction, Graph
from theanornn.gradients import gradients_of
from theanornn.keras.backend.phases import PHASE
from theanornn.keras.backend.replay import in_phase
from theanornn.layers.context import CallContext

__all__ = [
    "Function",
    "function",
    "gradients",
    "moving_average_update",
    "print_tensor",
    "stop_gradient",
    "update",
    "update_add",
    "update_sub",
]

#: Arguments of ``theano.function`` that `function` hands on.
_OPTIONS = {"givens", "mode", "profile", "rebuild_strict", "no_default_updates"}
#: Those that have only one sensible value here.
_SETTLED = {"allow_input_downcast", "on_unused_input"}


class Function:
    """A function from a list of arrays to a list of arrays; see `function`.

    Parameters
    ----------
    inputs, outputs : lists of variables
    updates : list of (shared variable, expression)
    name : str, optional
    **options
        Of ``theano.function``.
    """

    def __init__(self, inputs, outputs, updates=(), name=None, **options):
        self.inputs = list(inputs)
        self.outputs = outputs
        self.name = name
        self._options = {each: options[each] for each in options if each not in _SETTLED}
        self._updates = {}
        for variable, expression in updates or ():
            self._updates.setdefault(variable, expression)
        self._compiled = {}

    def __call__(self, inputs):
        """The outputs for these inputs.

        Parameters
        ----------
        inputs : list of arrays
            One for each input, cast to its dtype; 0 or 1 for the learning phase.

        Returns
        -------
        list of arrays; one array where `outputs` is not a list
        """
        if not isinstance(inputs, (list, tuple)):
            raise DtypeError(
                f"{self._owner}: got a {type(inputs).__name__}, expected a list of "
                f"{len(self.inputs)} arrays."
            )
        if len(inputs) != len(self.inputs):
            raise DataError(
                f"{self._owner}: got {len(inputs)} inputs, expected {len(self.inputs)}."
            )
        phase, arrays = None, []
        for variable, value in zip(self.inputs, inputs):
            if variable is PHASE:
                phase = bool(value)
            elif isinstance(variable, Variable):
                arrays.append(_as_input(variable, value))
        results = self._in(phase)(*arrays)
        return results if isinstance(self.outputs, (list, tuple)) else results[0]

    @property
    def _owner(self):
        return self.name or "K.function"

    def _in(self, phase):
        """The compiled function for one phase, made when it is first needed."""
        if phase not in self._compiled:
            self._compiled[phase] = CompiledFunction(
                self._owner, self._graph(phase), **self._options
            )
        return self._compiled[phase]

    def _graph(self, phase):
        inputs = [each for each in self.inputs if isinstance(each, Variable) and each is not PHASE]
        is_list = isinstance(self.outputs, (list, tuple))
        outputs = list(self.outputs) if is_list else [self.outputs]
        inputs, built = in_phase([*outputs, *self._updates.values()], inputs, phase)
        context = CallContext()
        for variable, expression in zip(self._updates, built[len(outputs) :]):
            context.add_update(variable, expression)  # which casts it as need be
        return Graph(inputs, built[: len(outputs)], context.updates)


def _as_input(variable, value):
    """A value as an array that the variable can take."""
    if hasattr(value, "tocoo"):
        return value.astype(variable.dtype)
    return np.asarray(value, dtype=variable.dtype)


def function(inputs, outputs, updates=(), **options):
    """Compile a function.

    Parameters
    ----------
    inputs : list of variables
        Placeholders, inputs of models or of layers. With `learning_phase` among them, the
        function takes 0 or 1 there and the layers behind `outputs` act accordingly; without, as
        in inference.
    outputs : list of variables, or one
    updates : list of (shared variable, expression)
        What `update` and the like return. Where a variable is there twice, the first one counts.
    **options
        `name`, and arguments of ``theano.function``: `givens`, `mode` …

    Returns
    -------
    Function
        Called with a list of arrays, which are cast to the dtypes of the inputs.

    Raises
    ------
    ArgumentError
        An option that ``theano.function`` does not have.

    Examples
    --------
    >>> import theano
    >>> import theano.tensor as T
    >>> x = T.dvector()
    >>> total = theano.shared(0.0)
    >>> add = function([x], [x * 2], updates=[(total, total + x.sum())])
    >>> add([[1, 2]])[0].tolist(), float(total.get_value())
    ([2.0, 4.0], 3.0)
    """
    for option in options:
        if option not in _OPTIONS | _SETTLED | {"name"}:
            raise ArgumentError(
                f"K.function has no argument {option!r}; it takes inputs, outputs, updates, name, "
                f"{', '.join(sorted(_OPTIONS))}."
            )
    return Function(inputs, outputs, updates, **options)


def gradients(loss, variables):
    """The gradient of a scalar with respect to a variable, or to each of a list."""
    several = isinstance(variables, (list, tuple))
    found = gradients_of(loss, variables if several else [variables])
    return found if several else found[0]


def stop_gradient(variables):
    """The same values, as constants for gradients."""
    if isinstance(variables, (list, tuple)):
        return [disconnected_grad(variable) for variable in variables]
    return disconnected_grad(variables)


def print_tensor(x, message=""):
    """`x`, which is printed after the message whenever it is computed."""
    return Print(message)(x)


def update(x, new_x):
    """The update of a shared variable to a value."""
    return (x, new_x)


def update_add(x, increment):
    """The update of a shared variable that adds to it."""
    return (x, x + increment)


def update_sub(x, decrement):
    """The update of a shared variable that subtracts from it."""
    return (x, x - decrement)


def moving_average_update(variable, value, momentum):
    """The update of a shared variable to ``momentum`` of itself and the rest of `value`."""
    return (variable, variable * momentum + value * (1.0 - momentum))
