"""What is given for several inputs or outputs: one value, a list, or a dict by name.

Public names: :func:`in_order`, :func:`for_each`, :func:`losses_for_each`,
:func:`measures_for_each`, :func:`mapped`, :func:`refuse_unknown`.
"""

import difflib

import numpy as np

from theanornn import callers
from theanornn.argument_kinds import shown
from theanornn.errors import DataError, DtypeError, ShapeError, UnknownNameError

__all__ = [
    "for_each",
    "in_order",
    "losses_for_each",
    "mapped",
    "measures_for_each",
    "refuse_unknown",
]


def in_order(argument, value, names, what):
    """Values by name or in a list, as a list in the order of the names.

    Parameters
    ----------
    argument : str
        What the caller called it, for messages.
    value : dict, list or tuple
    names : list of str
        Of the inputs or outputs.
    what : str
        "input" or "output".

    Returns
    -------
    list

    Raises
    ------
    ShapeError
        A list of another length.
    UnknownNameError
        A name that there is not.
    DataError
        A name is missing.
    """
    if isinstance(value, dict):
        refuse_unknown(argument, value, names, what)
        missing = [name for name in names if name not in value]
        if missing:
            raise DataError(
                f"{argument} has nothing for {', '.join(map(repr, missing))}; it needs one entry "
                f"for each {what}: {', '.join(names)}"
            )
        return [value[name] for name in names]
    if not isinstance(value, (list, tuple)):
        raise DtypeError(
            f"{argument} is one {type(value).__name__}, but the model has {len(names)} {what}s; "
            f"expected a list or a dict of {', '.join(names)}"
        )
    if len(value) != len(names):
        raise ShapeError(
            f"{argument} holds {len(value)} entries, but the model has {len(names)} {what}s: "
            f"{', '.join(names)}"
        )
    return list(value)


def for_each(argument, value, names, default=None, single=True):
    """One value for each output.

    Parameters
    ----------
    argument : str
    value : one value for all, a list, or a dict by name
    names : list of str
        Of the outputs.
    default : optional
        For the names that a dict lacks.
    single : bool
        Whether one value holds for all outputs.

    Returns
    -------
    list
    """
    if isinstance(value, dict):
        refuse_unknown(argument, value, names, "output")
        return [value.get(name, default) for name in names]
    if value is None:
        return [default] * len(names)
    if isinstance(value, np.ndarray):
        raise DtypeError(f"{argument} is {shown(value)}, expected one, a list, or a dict by name")
    if isinstance(value, (list, tuple)) or (not single and len(names) > 1):
        return in_order(argument, value, names, "output")
    return [value] * len(names)


def measures_for_each(argument, value, names):
    """One list of metrics for each output.

    Parameters
    ----------
    argument : str
        "metrics" or "weighted_metrics".
    value : list, dict or None
        A list holds for all outputs, a list of lists for one after the other, a dict by name for
        those that it names.
    names : list of str

    Returns
    -------
    list of list
    """
    if value is None:
        return [[] for _ in names]
    if isinstance(value, dict):
        refuse_unknown(argument, value, names, "output")
        return [_as_measures(value.get(name)) for name in names]
    if not isinstance(value, (list, tuple)):
        raise DtypeError(f"{argument} is {shown(value)}, expected a list such as ['accuracy']")
    if any(isinstance(each, (list, tuple)) for each in value):
        return [_as_measures(each) for each in in_order(argument, value, names, "output")]
    return [list(value) for _ in names]


def _as_measures(value):
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def losses_for_each(loss, names):
    """One loss, or None, for each output; a dict that lacks one is warned of."""
    found = for_each("loss", loss, names)
    if isinstance(loss, dict):
        missing = [name for name in names if name not in loss]
        if missing:
            callers.warn(
                f"loss has nothing for {', '.join(map(repr, missing))}: training gets no targets "
                "for it"
            )
    return found


def refuse_unknown(argument, value, names, what):
    """Refuse a dict with other keys than names of inputs or outputs."""
    for key in value:
        if key not in names:
            near = difflib.get_close_matches(str(key), names, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names)}"
            raise UnknownNameError(f"{argument} names the {what} {key!r}, which is none; {hint}")


def mapped(structure, function):
    """Lists, tuples and dicts with `function` of everything within them."""
    if isinstance(structure, dict):
        return {name: mapped(each, function) for name, each in structure.items()}
    if isinstance(structure, (list, tuple)):
        return [mapped(each, function) for each in structure]
    return None if structure is None else function(structure)
