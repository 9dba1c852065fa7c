"""What a caller passes for all inputs and outputs of a model, as the arrays its functions take.

Public names: :func:`all_inputs`, :func:`all_arrays`.
"""

import numpy as np

from theanornn.errors import DataError, ShapeError
from theanornn.training import choices, data

__all__ = ["all_arrays", "all_inputs", "check_class_weight"]


def all_inputs(model, x, argument="x"):
    """The inputs of a model, checked and in order.

    Parameters
    ----------
    model : Network
    x : array, list of arrays, or dict by name of the input
    argument : str
        What the caller called it, for messages.

    Returns
    -------
    list of ndarray
        One for each input that takes data.
    """
    gates = model.gates
    names = model.fed_names
    arrays = [
        data.inputs(value, gate, _called(argument, name, names))
        for value, gate, name in zip(_each(argument, x, names, "input"), gates, names)
    ]
    sizes = [len(array) for array in arrays]
    if len(set(sizes)) > 1:
        listed = ", ".join(f"{name} {size}" for name, size in zip(names, sizes))
        raise ShapeError(
            f"the inputs in {argument} have different numbers of samples: {listed}; each needs "
            "one entry per sample along the first axis"
        )
    return arrays


def all_arrays(model, objective, x, y, sample_weight=None, class_weight=None, arguments=("x", "y")):
    """Inputs, targets and weights of a model, checked and in the order of its functions.

    Parameters
    ----------
    model : Network
    objective : Objective
    x, y : array, list of arrays, or dict by name
    sample_weight : array, list or dict of them, optional
    class_weight : dict, or list or dict of them for several outputs, optional
    arguments : pair of str
        What the caller called `x` and `y`, for messages.

    Returns
    -------
    list of ndarray
    """
    inputs = all_inputs(model, x, arguments[0])
    endings = objective.endings
    names = [ending.name for ending in endings]
    if y is None and names:
        raise DataError(f"{arguments[1]} is missing: the loss needs targets for {', '.join(names)}")
    given = _each(arguments[1], y, names) if names else []
    n_samples = len(inputs[0]) if inputs else len(np.asarray(given[0]))
    targets = [
        data.targets(
            value, ending.spec, n_samples, _called(arguments[1], ending.name, names), arguments[0]
        )
        for ending, value in zip(endings, given)
    ]
    if len(inputs) == 1 and len(targets) == 1:
        _check_steps(inputs[0], targets[0], endings[0].spec, model.input_shape, arguments)
    by_sample = _optional("sample_weight", sample_weight, names)
    by_class = _optional("class_weight", class_weight, names)
    if model.generation == 1:
        # There, weights of samples are all that counts where there are any.
        by_class = [None if samples is not None else c for samples, c in zip(by_sample, by_class)]
    weights = [
        data.sample_weights(of_samples, of_classes, target, ending.spec)
        for of_samples, of_classes, target, ending in zip(by_sample, by_class, targets, endings)
    ]
    return [*inputs, *targets, *weights]


def check_class_weight(objective, class_weight):
    """Refuse weights of classes, for one output or several, that cannot be such."""
    names = [ending.name for ending in objective.endings]
    for each in _optional("class_weight", class_weight, names):
        data.check_class_weight(each)


def _each(argument, value, names, what="output"):
    """A value for each name, where one alone needs neither list nor dict."""
    if isinstance(value, dict):
        return choices.in_order(argument, value, names, what)
    if len(names) > 1:
        return choices.in_order(argument, value, names, what)
    if isinstance(value, (list, tuple)) and len(value) == 1 and hasattr(value[0], "shape"):
        if np.ndim(value[0]) > 0:
            return list(value)
    return [value]


def _optional(argument, value, names):
    """A value or None for each name; those that a dict lacks have None."""
    if value is None:
        return [None] * len(names)
    by_name = isinstance(value, dict) and any(isinstance(key, str) for key in value)
    if by_name:
        choices.refuse_unknown(argument, value, names, "output")
        return [value.get(name) for name in names]
    if len(names) > 1:
        return choices.in_order(argument, value, names, "output")
    is_list = isinstance(value, (list, tuple)) and len(value) == 1
    return list(value) if is_list and (hasattr(value[0], "shape") or value[0] is None) else [value]


def _called(argument, name, names):
    """What to call one of several values in a message."""
    return argument if len(names) == 1 else f"{argument}[{name!r}]"


def _check_steps(x, y, spec, input_shape, arguments):
    """Refuse targets of other time steps than the input has, where each step gets one."""
    one_each = len(spec.shape) > 2 and spec.shape[1:2] == tuple(input_shape)[1:2]
    if one_each and x.shape[1:2] and y.shape[1:2] != x.shape[1:2]:
        raise ShapeError(
            f"{arguments[1]} has shape {y.shape}, but {arguments[0]} has {x.shape[1]} time steps "
            f"and {spec.layer} predicts one target for each"
        )
