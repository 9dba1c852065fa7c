"""Optimizers: from gradients to updates, one small class and one file for each rule.

Public names: :class:`Optimizer` (the contract), :class:`SGD`, :class:`RMSprop`,
:class:`Adagrad`, :class:`Adadelta`, :class:`Adam`, :class:`Adamax`, :class:`Nadam`,
:data:`OPTIMIZERS` (name -> class), :func:`get`.
"""

from theanornn import registry
from theanornn.errors import DtypeError
from theanornn.optimizers import fused  # noqa: F401  (registers its rewrites)
from theanornn.optimizers.adadelta import Adadelta
from theanornn.optimizers.adagrad import Adagrad
from theanornn.optimizers.adam import Adam
from theanornn.optimizers.adamax import Adamax
from theanornn.optimizers.base import Optimizer
from theanornn.optimizers.nadam import Nadam
from theanornn.optimizers.rmsprop import RMSprop
from theanornn.optimizers.sgd import SGD

__all__ = [
    "OPTIMIZERS",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "Adamax",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "get",
]

_CLASSES = (SGD, RMSprop, Adagrad, Adadelta, Adam, Adamax, Nadam)

#: Every name that ``compile(optimizer=...)`` takes: "RMSprop" and "rmsprop".
OPTIMIZERS = {name: rule for rule in _CLASSES for name in (rule.__name__, rule.__name__.lower())}


def get(identifier):
    """The optimizer of this name with its defaults, or of this config; an object is returned as is.

    Parameters
    ----------
    identifier : str, dict or Optimizer
        ``"adam"``, ``{"class_name": "Adam", "config": {...}}``, or an object.

    Raises
    ------
    UnknownNameError
        No optimizer has this name; the message holds the nearest ones.
    DtypeError
        Something else was passed.

    Examples
    --------
    >>> get("adam")
    Adam(learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07, decay=0.0, amsgrad=False)
    """
    optimizer = registry.build("optimizer", OPTIMIZERS, identifier)
    if not isinstance(optimizer, Optimizer):
        raise DtypeError(
            f"optimizer is {identifier!r}, expected a name such as 'adam' "
            "or an optimizer object such as optimizers.Adam(learning_rate=0.001)"
        )
    return optimizer
