"""The contract of an initializer, and those whose values are not random."""

import inspect

import numpy as np

from theanornn.argument_kinds import kinds
from theanornn.errors import ShapeError
from theanornn.randomness import default_source


class Initializer:
    """Base of all initializers: a subclass has ``draw(shape, rng)``.

    The constructor's arguments are kept under their own names; `get_config` reads them there.
    """

    def __call__(self, shape, rng=None, dtype="float64"):
        """Return an array.

        Parameters
        ----------
        shape : tuple of int
        rng : numpy.random.Generator, optional
            Replaced by an own one where the initializer was made with a ``seed``; one of
            `theanornn.randomness.default_source` when left out.
        dtype : str
        """
        if isinstance(rng, (str, np.dtype)):
            rng, dtype = None, rng  # called as Keras 2 does: initializer(shape, dtype)
        if getattr(self, "seed", None) is not None:
            rng = np.random.default_rng(self.seed)
        elif rng is None:
            rng = default_source().generator()
        return np.asarray(self.draw(tuple(shape), rng), dtype=dtype)

    def get_config(self):
        """Return the constructor's arguments as a dict."""
        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    def __repr__(self):
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.get_config().items())
        return f"{type(self).__name__}({arguments})"


class Constant(Initializer):
    """`value` everywhere (a number, or an array of the right shape)."""

    @kinds(value="values")
    def __init__(self, value=0.0):
        self.value = value

    def draw(self, shape, rng):
        return np.broadcast_to(np.asarray(self.value), shape).copy()


class Zeros(Initializer):
    """Zero everywhere."""

    def draw(self, shape, rng):
        return np.zeros(shape)


class Ones(Initializer):
    """One everywhere."""

    def draw(self, shape, rng):
        return np.ones(shape)


class Identity(Initializer):
    """The identity matrix times `gain`, cut or filled with zeros where not square."""

    @kinds(value="values")
    def __init__(self, gain=1.0):
        self.gain = gain

    def draw(self, shape, rng):
        if len(shape) != 2:
            raise ShapeError(f"identity needs a shape of rank 2, got {shape}")
        return self.gain * np.eye(*shape)
