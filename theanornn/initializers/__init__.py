"""Initial values of weights: objects called as ``initializer(shape, rng)``.

Names are those of Keras 1 and Keras 2. Where the two mean different things by one name
(``orthogonal``, ``glorot_normal``, ``he_normal``), ``get(name, generation=1)`` gives Keras 1's.
One of your own is a function of a shape (see `Custom`), or a subclass of `Initializer`.
"""

import numpy as np  # noqa: F401  (for the examples)

from theanornn import registry
from theanornn.argument_kinds import kinds
from theanornn.errors import UnknownNameError
from theanornn.initializers.base import Constant, Identity, Initializer, Ones, Zeros
from theanornn.initializers.custom import Custom
from theanornn.initializers.random_values import (
    Orthogonal,
    RandomNormal,
    RandomUniform,
    TruncatedNormal,
    VarianceScaling,
)

__all__ = [
    "FACTORIES",
    "Constant",
    "Custom",
    "Identity",
    "Initializer",
    "Ones",
    "Orthogonal",
    "RandomNormal",
    "RandomUniform",
    "TruncatedNormal",
    "VarianceScaling",
    "Zeros",
    "get",
    "serialize",
]


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


@kinds()
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
    if isinstance(found, type):
        found = found()
    if isinstance(found, Initializer) and type(found).__call__ is Initializer.__call__:
        return found
    if callable(found):
        return Custom(found)
    raise UnknownNameError(
        f"an initializer is a name, a config, or a callable taking a shape; got {identifier!r}"
    )


def serialize(initializer):
    """Return what `get` reads: ``{"class_name": ..., "config": {...}}``, or a function's name.

    Examples
    --------
    >>> serialize(Constant(2.0))
    {'class_name': 'Constant', 'config': {'value': 2.0}}
    """
    if isinstance(initializer, Custom):
        initializer = initializer.function
    return registry.described("initializer", initializer)
