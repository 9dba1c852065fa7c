"""From a layer's config to the layer, or an error that names it and the argument: `layer_from`."""

import inspect

from theanornn.argument_kinds import shown
from theanornn.argument_names import ArgumentError, translate
from theanornn.errors import UNFIT, DataError, MissingExtraError, UnknownNameError

__all__ = ["DescriptionError", "layer_from"]


class DescriptionError(DataError):
    """The config of a layer lacks an argument, or has one that the layer cannot have."""


def layer_from(kind, config):
    """A layer of a class from its config.

    Parameters
    ----------
    kind : type
    config : dict
        As ``get_config`` returns it.

    Raises
    ------
    DescriptionError
        It is no config, lacks an argument, or has one too many or one that is wrong.
    UnknownNameError
        An argument names something that is not known.
    """
    where = _called(kind, config)
    if not isinstance(config, dict) and not hasattr(kind, "parts"):  # a chain's may be a list
        raise DescriptionError(f"{where} is {shown(config)}, expected a dict")
    try:
        return kind.from_config(config)
    except (DescriptionError, MissingExtraError):
        raise
    except ArgumentError as error:
        raise DescriptionError(f"{where}: {error}") from error
    except UnknownNameError as error:
        raise type(error)(f"{where}: {error}") from error
    except UNFIT as error:
        missing = _missing(kind, config)
        told = f"lacks the argument {', '.join(map(repr, missing))}" if missing else _told(error)
        raise DescriptionError(f"{where}: {told}{_hint(kind, error)}") from error


def _called(kind, config):
    name = config.get("name") if isinstance(config, dict) else None
    return f"the config of the {kind.__name__}" + (f" {name!r}" if isinstance(name, str) else "")


def _told(error):
    return str(error) if isinstance(error, (TypeError, ValueError)) else repr(error)


def _missing(kind, config):
    """Names of the arguments that a constructor needs, and that the config does not have."""
    if not isinstance(config, dict):
        return []
    given, _ = translate(config, getattr(kind.__init__, "names", {}), kind.__name__)
    return [
        each.name
        for each in inspect.signature(kind).parameters.values()
        if each.default is each.empty
        and each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
        and each.name not in given
    ]


def _hint(kind, error):
    if not isinstance(error, TypeError) or not getattr(kind, "is_own", False):
        return ""
    return (
        ". Have its get_config() return the arguments of its constructor, beside those of "
        "super().get_config()"
    )
