"""All that training changes of a model, as arrays: :func:`state_of`, :func:`restore`,
:func:`restore_results`.
"""

import numpy as np

from theanornn.errors import DataError

__all__ = ["restore", "restore_results", "state_of"]


def state_of(model):
    """What training has changed of a model.

    Parameters
    ----------
    model : Trainable
        Compiled, with its function "train" made.

    Returns
    -------
    dict of lists of arrays
        Views where the arrays are in memory: to be written down before training goes on.
    """
    return {name: [_value(each) for each in found] for name, found in _variables(model).items()}


def restore(model, state):
    """Give a model the state that `state_of` found; nothing is changed unless all of it fits.

    Raises
    ------
    DataError
        It is of another model, or of another graph of it.
    """
    variables = _variables(model)
    for name, found in variables.items():
        stored = state.get(name, ())
        shapes = [_shape(_value(each)) for each in found], [_shape(each) for each in stored]
        if shapes[0] != shapes[1]:
            raise DataError(
                f"a checkpoint has {len(stored)} arrays of {name}, {_short(shapes[1])}; the model "
                f"has {len(found)}, {_short(shapes[0])}: it is of another model or another build"
            )
    for name, found in variables.items():
        for variable, value in zip(found, state[name]):
            numeric = _shape(value) is not None
            variable.set_value(np.asarray(value, variable.dtype) if numeric else value)


def restore_results(model, state):
    """As `restore` for a model that is not going to be trained: nothing is compiled for it."""
    if model.functions.is_compiled("train") or state["carried"]:
        restore(model, state)
        return
    model.optimizer.build(model.trained_weights)
    rate, *arrays = state["optimizer"]
    model.optimizer.learning_rate.set_value(rate)
    model.optimizer.set_weights(arrays)
    for variable, value in zip(model.named_weights().values(), state["weights"]):
        variable.set_value(np.asarray(value, variable.dtype))
    model.random_state.wait_with(state["streams"])


def _variables(model):
    """The shared variables in order, by what they are; each of them once."""
    optimizer = model.optimizer
    optimizer.build(model.trained_weights)
    graph = model.functions["train"].graph
    found = {
        "weights": list(model.named_weights().values()),
        "optimizer": [optimizer.learning_rate, *optimizer.weights],
        "streams": model.random_state.streams,
        # States of stateful layers and whatever else a layer or an optimizer counts.
        "carried": [variable for variable, _ in graph.updates],
    }
    seen = set()
    for name, variables in found.items():
        found[name] = [each for each in dict.fromkeys(variables) if each not in seen]
        seen.update(found[name])
    return found


def _value(variable):
    value = variable.get_value(borrow=True)
    is_generator = isinstance(value, (np.random.Generator, np.random.RandomState))
    return value if is_generator else np.asarray(value)


def _shape(value):
    """The shape of an array; None for a generator of random numbers."""
    return getattr(value, "shape", None)


def _short(shapes):
    text = ", ".join(map(str, shapes[:6]))
    return f"{text} …" if len(shapes) > 6 else text or "none"
