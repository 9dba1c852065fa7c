"""Keras' odds and ends: names of objects, functions as text, a progress bar."""

import inspect

from theanornn.callbacks.progbar import Progbar
from theanornn.custom_objects import (
    CustomObjectScope,
    custom_object_scope,
    get_custom_objects,
)
from theanornn.errors import DtypeError, UnknownNameError
from theanornn.registry import lookup
from theanornn.stored_functions import allow_code, restored, stored
from theanornn.training.slices import slice_arrays

__all__ = [
    "CustomObjectScope",
    "Progbar",
    "custom_object_scope",
    "deserialize_keras_object",
    "func_dump",
    "func_load",
    "get_custom_objects",
    "get_from_module",
    "has_arg",
    "make_tuple",
    "serialize_keras_object",
    "slice_arrays",
    "to_list",
    "unpack_singleton",
]


def get_from_module(identifier, module_params, module_name, instantiate=False, kwargs=None):
    """What a module has under a name, the user's own names first.

    Parameters
    ----------
    identifier : str, dict or object
        A name; ``{"name": name, …}`` calls what it names with the rest; anything else is returned.
    module_params : dict
        Of the module: ``globals()``.
    module_name : str
        What it is, for the message.
    instantiate : bool
        Whether to call what was found.
    kwargs : dict, optional
        Arguments of that call.

    Raises
    ------
    UnknownNameError
        There is nothing of this name.
    """
    if isinstance(identifier, dict):
        arguments = dict(identifier)
        return _named(arguments.pop("name"), module_params, module_name)(**arguments)
    if not isinstance(identifier, str):
        return identifier
    found = _named(identifier, module_params, module_name)
    return found(**(kwargs or {})) if instantiate else found


def _named(name, table, kind):
    return lookup(kind, {**table, **get_custom_objects()}, name)


def serialize_keras_object(instance):
    """An object as its config, a function as its name, None as None."""
    if instance is None:
        return None
    if hasattr(instance, "get_config"):
        return {"class_name": type(instance).__name__, "config": instance.get_config()}
    if hasattr(instance, "__name__"):
        return instance.__name__
    raise DtypeError(
        f"serialize_keras_object: {instance!r} has neither get_config() nor a __name__"
    )


def deserialize_keras_object(
    identifier, module_objects=None, custom_objects=None, printable_module_name="object"
):
    """The object of a config ``{"class_name": …, "config": …}``, or the function of a name.

    Parameters
    ----------
    identifier : dict or str
    module_objects, custom_objects : dict, optional
        Names to classes and functions; the latter, and those of :func:`get_custom_objects`, first.
    printable_module_name : str
        What it is, for messages.

    Raises
    ------
    UnknownNameError
        There is nothing of this name.
    """
    kind, custom_objects = printable_module_name, custom_objects or {}
    table = {**(module_objects or {}), **get_custom_objects(), **custom_objects}
    if isinstance(identifier, str):
        found = lookup(kind, table, identifier)
        return found() if isinstance(found, type) else found
    if not isinstance(identifier, dict) or "class_name" not in identifier:
        raise UnknownNameError(
            f'{kind}: got {identifier!r}, expected {{"class_name": …, "config": …}} or a name'
        )
    found = lookup(kind, table, identifier["class_name"])
    config = identifier.get("config") or {}
    with CustomObjectScope(custom_objects):
        if hasattr(found, "from_config"):
            return found.from_config(config)
        return found(**config)


def func_dump(func):
    """Code, defaults and closure of a function, as text and lists."""
    return tuple(stored(func)[0])


def func_load(code, defaults=None, closure=None, globs=None):
    """The function of :func:`func_dump`. It runs that code: load only what you trust."""
    value = code if isinstance(code, (tuple, list)) else [code, defaults, closure]
    with allow_code(), CustomObjectScope(globs or {}):
        return restored(value, "lambda", "func_load")


def has_arg(fn, name, accept_all=False):
    """Whether a function takes an argument of this name (or any, with `accept_all`)."""
    parameters = inspect.signature(fn).parameters
    takes_any = any(each.kind is each.VAR_KEYWORD for each in parameters.values())
    if name not in parameters:
        return accept_all and takes_any
    return parameters[name].kind in (
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        inspect.Parameter.KEYWORD_ONLY,
    )


def make_tuple(*args):
    """The arguments."""
    return args


def to_list(x, allow_tuple=False):
    """A list as it is, anything else in one; a tuple becomes a list with `allow_tuple`."""
    if isinstance(x, list):
        return x
    return list(x) if allow_tuple and isinstance(x, tuple) else [x]


def unpack_singleton(x):
    """What a list or tuple of one holds; longer ones as they are."""
    return x[0] if len(x) == 1 else x
