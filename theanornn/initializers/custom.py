"""Functions of the user's own as initializers."""

import inspect

import numpy as np
import theano
from theano.graph.basic import Variable

from theanornn.argument_kinds import kinds
from theanornn.errors import ShapeError
from theanornn.initializers.base import Initializer


class Custom(Initializer):
    """A callable of the user's own as an initializer.

    Parameters
    ----------
    function : callable
        Called with the shape, and with those of the arguments ``rng`` (a generator), ``name`` and
        ``dtype`` that it has: ``f(shape, name=None)`` as in Keras 1, ``f(shape, dtype=None)`` as
        in Keras 2. It returns an array, a shared variable or another Theano variable.

    Examples
    --------
    >>> Custom(lambda shape, name: np.full(shape, 2.0))((3,))
    array([2., 2., 2.])
    """

    @kinds(function="function")
    def __init__(self, function):
        self.function = function

    def draw(self, shape, rng):
        offered = {"rng": rng, "name": "weight", "dtype": theano.config.floatX}
        try:
            accepted = inspect.signature(self.function).parameters
        except ValueError:  # some builtin functions do not tell
            accepted = ()
        wanted = {name: value for name, value in offered.items() if name in accepted}
        value = self.function(shape, **wanted)
        if hasattr(value, "get_value"):
            value = value.get_value()
        elif isinstance(value, Variable):
            value = value.eval()
        value = np.asarray(value)
        if value.shape != shape or value.dtype.kind not in "fiub":
            name = getattr(self.function, "__name__", repr(self.function))
            raise ShapeError(
                f"initializer {name} returned shape {value.shape} and dtype {value.dtype}, "
                f"expected numbers of shape {shape}: an array or a Theano variable"
            )
        return value

    def __repr__(self):
        return f"Custom({self.function!r})"
