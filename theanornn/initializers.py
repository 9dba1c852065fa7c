"""Initial values of weights: objects called as ``initializer(shape, rng)``.

Names are those of Keras 1 and Keras 2. Where the two mean different things by one name
(``orthogonal``, ``glorot_normal``, ``he_normal``), ``get(name, generation=1)`` gives Keras 1's.
"""

import inspect

import numpy as np

from theanornn import registry
from theanornn.errors import ShapeError, UnknownNameError

# Standard deviation of a standard normal cut off at two.
_TRUNCATED_STD = 0.87962566103423978


class Initializer:
    """Base of all initializers: a subclass has ``draw(shape, rng)``.

    The constructor's arguments are kept under their own names; `get_config` reads them there.
    """

    def __call__(self, shape, rng):
        """Return a float64 array.

        Parameters
        ----------
        shape : tuple of int
        rng : numpy.random.Generator
            Replaced by an own one where the initializer was made with a ``seed``.
        """
        if getattr(self, "seed", None) is not None:
            rng = np.random.default_rng(self.seed)
        return np.asarray(self.draw(tuple(shape), rng), dtype="float64")

    def get_config(self):
        """Return the constructor's arguments as a dict."""
        return {name: getattr(self, name) for name in inspect.signature(type(self)).parameters}

    def __repr__(self):
        arguments = ", ".join(f"{name}={value!r}" for name, value in self.get_config().items())
        return f"{type(self).__name__}({arguments})"


class Constant(Initializer):
    """`value` everywhere (a number, or an array of the right shape)."""

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


class RandomUniform(Initializer):
    """Uniform between `minval` and `maxval`; Keras' ``uniform``."""

    def __init__(self, minval=-0.05, maxval=0.05, seed=None):
        self.minval = minval
        self.maxval = maxval
        self.seed = seed

    def draw(self, shape, rng):
        return rng.uniform(self.minval, self.maxval, shape)


class RandomNormal(Initializer):
    """Normal with `mean` and `stddev`; Keras' ``normal``."""

    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        self.mean = mean
        self.stddev = stddev
        self.seed = seed

    def draw(self, shape, rng):
        return rng.normal(self.mean, self.stddev, shape)


class TruncatedNormal(Initializer):
    """Normal with values further than two `stddev` from `mean` drawn again."""

    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        self.mean = mean
        self.stddev = stddev
        self.seed = seed

    def draw(self, shape, rng):
        return self.mean + self.stddev * _truncated(shape, rng)


class VarianceScaling(Initializer):
    """Random values whose variance follows the size of the matrix.

    Parameters
    ----------
    scale : float
        Variance times fan.
    mode : {"fan_in", "fan_out", "fan_avg"}
    distribution : {"uniform", "normal", "truncated_normal", "untruncated_normal"}
        ``normal`` is the truncated one, as in Keras 2.
    seed : int or None

    References
    ----------
    X. Glorot, Y. Bengio, *Understanding the difficulty of training deep feedforward neural
    networks*, AISTATS 2010; K. He et al., *Delving deep into rectifiers*, ICCV 2015; Y. LeCun et
    al., *Efficient BackProp*, 1998.
    """

    def __init__(self, scale=1.0, mode="fan_in", distribution="normal", seed=None):
        registry.lookup("mode of VarianceScaling", _FANS, mode)
        registry.lookup("distribution of VarianceScaling", _UNIT_VARIANCE, distribution)
        self.scale = scale
        self.mode = mode
        self.distribution = distribution
        self.seed = seed

    def draw(self, shape, rng):
        fan = _FANS[self.mode](*_fans(shape))
        stddev = np.sqrt(self.scale / max(1.0, fan))
        return stddev * _UNIT_VARIANCE[self.distribution](shape, rng)


class Orthogonal(Initializer):
    """A random matrix with orthonormal rows or columns, whichever are fewer, times `gain`.

    References
    ----------
    A. M. Saxe, J. L. McClelland, S. Ganguli, *Exact solutions to the nonlinear dynamics of
    learning in deep linear neural networks*, ICLR 2014.
    """

    def __init__(self, gain=1.0, seed=None):
        self.gain = gain
        self.seed = seed

    def draw(self, shape, rng):
        if len(shape) < 2:
            raise ShapeError(f"orthogonal needs a shape of rank 2 or more, got {shape}")
        rows, columns = int(np.prod(shape[:-1])), shape[-1]
        tall = rng.normal(size=(max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(tall)
        q = q * np.sign(np.diag(r))  # makes the choice uniform over all such matrices
        return self.gain * (q if rows >= columns else q.T).reshape(shape)


class Identity(Initializer):
    """The identity matrix times `gain`, cut or filled with zeros where not square."""

    def __init__(self, gain=1.0):
        self.gain = gain

    def draw(self, shape, rng):
        if len(shape) != 2:
            raise ShapeError(f"identity needs a shape of rank 2, got {shape}")
        return self.gain * np.eye(*shape)


class Custom(Initializer):
    """A callable of the user's own as an initializer.

    Parameters
    ----------
    function : callable
        Called as ``function(shape, rng)`` if it has an argument ``rng``, else as
        ``function(shape)`` (Keras 1's ``f(shape, name=None)`` and Keras 2's ``f(shape)``). It
        returns an array or a shared variable.
    """

    def __init__(self, function):
        self.function = function

    def draw(self, shape, rng):
        takes_rng = "rng" in inspect.signature(self.function).parameters
        value = self.function(shape, rng=rng) if takes_rng else self.function(shape)
        value = np.asarray(value.get_value() if hasattr(value, "get_value") else value)
        name = getattr(self.function, "__name__", repr(self.function))
        if value.shape != shape or value.dtype.kind not in "fiub":
            raise ShapeError(
                f"initializer {name} returned shape {value.shape} and dtype {value.dtype}, "
                f"expected an array or shared variable of numbers of shape {shape}"
            )
        return value

    def get_config(self):
        raise UnknownNameError(
            f"initializer {self.function!r} is a function of your own and cannot be written to a "
            "config; use a named initializer, or Constant with the values"
        )

    def __repr__(self):
        return f"Custom({self.function!r})"


def _fans(shape):
    if len(shape) < 2:
        side = float(np.sqrt(np.prod(shape)))
        return side, side
    receptive = int(np.prod(shape[:-2]))
    return receptive * shape[-2], receptive * shape[-1]


_FANS = {
    "fan_in": lambda fan_in, fan_out: fan_in,
    "fan_out": lambda fan_in, fan_out: fan_out,
    "fan_avg": lambda fan_in, fan_out: (fan_in + fan_out) / 2.0,
}


def _truncated(shape, rng):
    values = rng.normal(size=shape)
    while True:
        outside = np.abs(values) > 2
        if not outside.any():
            return values
        values[outside] = rng.normal(size=int(outside.sum()))


def _unit_uniform(shape, rng):
    return rng.uniform(-np.sqrt(3), np.sqrt(3), shape)


def _unit_truncated(shape, rng):
    return _truncated(shape, rng) / _TRUNCATED_STD


def _unit_normal(shape, rng):
    return rng.normal(size=shape)


_UNIT_VARIANCE = {
    "uniform": _unit_uniform,
    "normal": _unit_truncated,
    "truncated_normal": _unit_truncated,
    "untruncated_normal": _unit_normal,
}


def _scaling(scale, mode, distribution):
    def make(seed=None):
        return VarianceScaling(scale, mode, distribution, seed)

    return make


FACTORIES = {
    "zeros": Zeros,
    "ones": Ones,
    "constant": Constant,
    "random_uniform": RandomUniform,
    "random_normal": RandomNormal,
    "truncated_normal": TruncatedNormal,
    "variance_scaling": VarianceScaling,
    "glorot_uniform": _scaling(1.0, "fan_avg", "uniform"),
    "glorot_normal": _scaling(1.0, "fan_avg", "truncated_normal"),
    "he_uniform": _scaling(2.0, "fan_in", "uniform"),
    "he_normal": _scaling(2.0, "fan_in", "truncated_normal"),
    "lecun_uniform": _scaling(1.0, "fan_in", "uniform"),
    "lecun_normal": _scaling(1.0, "fan_in", "truncated_normal"),
    "orthogonal": Orthogonal,
    "identity": Identity,
    # the same under other names
    "zero": Zeros,
    "one": Ones,
    "uniform": RandomUniform,
    "normal": RandomNormal,
    **{
        cls.__name__: cls
        for cls in (
            Zeros,
            Ones,
            Constant,
            RandomUniform,
            RandomNormal,
            TruncatedNormal,
            VarianceScaling,
            Orthogonal,
            Identity,
        )
    },
}

_KERAS_1 = {
    **FACTORIES,
    "glorot_normal": _scaling(1.0, "fan_avg", "untruncated_normal"),
    "he_normal": _scaling(2.0, "fan_in", "untruncated_normal"),
    "orthogonal": lambda: Orthogonal(gain=1.1),
}


def get(identifier, generation=2):
    """Return an initializer.

    Parameters
    ----------
    identifier : str, dict, Initializer or callable
        A name, a Keras config, an initializer, or a function of your own (see `Custom`).
    generation : {1, 2}
        Whose meaning a name has, Keras 1's or Keras 2's.

    Raises
    ------
    UnknownNameError
        If there is no initializer of that name.

    Examples
    --------
    >>> get("orthogonal", generation=1)
    Orthogonal(gain=1.1, seed=None)
    >>> get("one")((2,), rng=np.random.default_rng(1))
    array([1., 1.])
    """
    table = _KERAS_1 if generation == 1 else FACTORIES
    found = registry.build("initializer", table, identifier)
    if isinstance(found, Initializer):
        return found
    if isinstance(found, type) and issubclass(found, Initializer):
        return found()
    if callable(found):
        return Custom(found)
    raise UnknownNameError(
        f"an initializer is a name, a config, or a callable taking a shape; got {identifier!r}"
    )


def serialize(initializer):
    """Return the config ``{"class_name": ..., "config": {...}}`` that `get` reads.

    Examples
    --------
    >>> serialize(Constant(2.0))
    {'class_name': 'Constant', 'config': {'value': 2.0}}
    """
    return {"class_name": type(initializer).__name__, "config": initializer.get_config()}
