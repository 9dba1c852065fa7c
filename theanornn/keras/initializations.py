"""Keras 1's initializations: functions that return a shared variable of a shape.

A layer takes them as they are, ``Dense(8, init=glorot_normal)``, or inside a function of your own:
``init=lambda shape, name=None: normal(shape, scale=0.01, name=name)``.
"""

import functools
import math

import theano

from theanornn import initializers, registry
from theanornn.keras.absent import answers
from theanornn.randomness import current_source

__all__ = [
    "get",
    "get_fans",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "identity",
    "lecun_uniform",
    "normal",
    "one",
    "orthogonal",
    "uniform",
    "zero",
]


__getattr__ = answers(__name__)


def get_fans(shape, dim_ordering="th"):
    """How many inputs and outputs a parameter of a shape has.

    Those of a matrix are its sizes; of a kernel of 4 or 5 axes, channels times receptive field; of
    all else the root of the number of elements, as in Keras 1.
    """
    if len(shape) == 2:
        return shape[0], shape[1]
    if len(shape) in (4, 5):
        channels, field = (
            (shape[1::-1], shape[2:]) if dim_ordering == "th" else (shape[-2:], shape[:2])
        )
        return channels[0] * math.prod(field), channels[1] * math.prod(field)
    return (math.sqrt(math.prod(shape)),) * 2


def get(identifier):
    """The function that Keras 1 means by a name: of a shape and a name, to a shared variable.

    Parameters
    ----------
    identifier : str, dict or callable
        A name; ``{"name": "normal", "scale": 0.1}``; a callable is returned as it is.

    Raises
    ------
    UnknownNameError
        There is no initialization of that name.

    Examples
    --------
    >>> get("uniform")((2, 3), name="W").get_value().shape
    (2, 3)
    """
    if isinstance(identifier, dict):
        arguments = dict(identifier)
        function = get(arguments.pop("name", None))
        return functools.partial(function, **arguments)
    if callable(identifier):
        return identifier
    return registry.lookup("initializer", _FUNCTIONS, identifier)


def _drawn(initializer, shape, name, rng):
    value = initializer(tuple(shape), rng or current_source().generator())
    return theano.shared(value.astype(theano.config.floatX), name=name)


def uniform(shape, scale=0.05, name=None, rng=None):
    """Uniform between ``-scale`` and ``scale``."""
    return _drawn(initializers.RandomUniform(-scale, scale), shape, name, rng)


def normal(shape, scale=0.05, name=None, rng=None):
    """Normal around 0 with standard deviation `scale`."""
    return _drawn(initializers.RandomNormal(stddev=scale), shape, name, rng)


def orthogonal(shape, scale=1.1, name=None, rng=None):
    """A random orthogonal matrix times `scale`."""
    return _drawn(initializers.Orthogonal(gain=scale), shape, name, rng)


def identity(shape, scale=1, name=None, rng=None):
    """The unit matrix times `scale`."""
    return _drawn(initializers.Identity(gain=scale), shape, name, rng)


def zero(shape, name=None, rng=None):
    """Zeros."""
    return _drawn(initializers.Zeros(), shape, name, rng)


def one(shape, name=None, rng=None):
    """Ones."""
    return _drawn(initializers.Ones(), shape, name, rng)


def _scaled(identifier, draw, variance):
    """One of those whose variance follows from how many inputs and outputs there are."""

    def initialization(shape, name=None, dim_ordering="th", rng=None):
        deviation = math.sqrt(variance(*get_fans(shape, dim_ordering)))
        return draw(shape, deviation * (math.sqrt(3.0) if draw is uniform else 1.0), name, rng)

    initialization.__name__ = initialization.__qualname__ = identifier
    initialization.__doc__ = f"What Keras 1 calls ``{identifier}``; see :func:`get_fans`."
    return initialization


lecun_uniform = _scaled("lecun_uniform", uniform, lambda fan_in, fan_out: 1 / fan_in)
glorot_uniform = _scaled("glorot_uniform", uniform, lambda fan_in, fan_out: 2 / (fan_in + fan_out))
glorot_normal = _scaled("glorot_normal", normal, lambda fan_in, fan_out: 2 / (fan_in + fan_out))
he_uniform = _scaled("he_uniform", uniform, lambda fan_in, fan_out: 2 / fan_in)
he_normal = _scaled("he_normal", normal, lambda fan_in, fan_out: 2 / fan_in)

_FUNCTIONS = {name: globals()[name] for name in __all__ if name not in ("get", "get_fans")}
