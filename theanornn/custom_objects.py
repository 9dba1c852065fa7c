"""Names for what the user made: layers, losses, activations … that every lookup finds.

:func:`get_custom_objects` is the table, :class:`CustomObjectScope` fills it for a while. The names
and the behaviour are Keras'.
"""

from collections.abc import Mapping

from theanornn.errors import DtypeError

__all__ = ["CustomObjectScope", "custom_object_scope", "find", "get_custom_objects"]

# Kinds of things that a user may make; all else that is looked up by name is theanornn's own.
_KINDS = frozenset(
    (
        "activation",
        "constraint",
        "initializer",
        "layer",
        "loss",
        "metric",
        "model",
        "optimizer",
        "regularizer",
    )
)

_objects = {}


def get_custom_objects():
    """The table of names that holds everywhere, which the caller may change.

    Returns
    -------
    dict, str to object

    Examples
    --------
    >>> get_custom_objects()["thirds"] = lambda x: x / 3
    >>> from theanornn import activations
    >>> activations.get("thirds")(6)
    2.0
    >>> get_custom_objects().clear()
    """
    return _objects


class CustomObjectScope:
    """Names that hold inside a ``with`` block.

    Parameters
    ----------
    *objects : dict
        Name to object; a later dict wins.

    Examples
    --------
    >>> from theanornn import activations
    >>> with CustomObjectScope({"double": lambda x: 2 * x}):
    ...     activations.get("double")(4)
    8
    """

    def __init__(self, *objects):
        for each in objects:
            if not isinstance(each, Mapping):
                raise DtypeError(f"custom_objects is {each!r}, expected a dict from name to object")
        self.custom_objects = objects
        self.backup = None

    def __enter__(self):
        self.backup = dict(_objects)
        for objects in self.custom_objects:
            _objects.update(objects)
        return self

    def __exit__(self, *exception):
        _objects.clear()
        _objects.update(self.backup)


def custom_object_scope(*objects):
    """Keras' other name of :class:`CustomObjectScope`."""
    return CustomObjectScope(*objects)


def find(kind, name):
    """The user's own object of this name, or None.

    Parameters
    ----------
    kind : str
        What is wanted: "layer", "loss" …; of kinds that are theanornn's own nothing is found.
    name : object
    """
    return _objects.get(name) if kind in _KINDS and isinstance(name, str) else None
