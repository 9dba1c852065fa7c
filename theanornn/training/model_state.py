"""All that training changes of a model, as arrays: :func:`state_of`, :func:`restore`,
:func:`restore_results`.
"""

import numpy as np

from theanornn.checkpointing.variables import assign, values

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
    return values(_variables(model))


def restore(model, state):
    """Give a model the state that `state_of` found; nothing is changed unless all of it fits.

    Raises
    ------
    DataError
        It is of another model, or of another graph of it.
    """
    assign(_variables(model), state)


def restore_results(model, state):
    """As `restore` for a model that is not going to be trained: nothing is compiled for it."""
    if model.functions.is_compiled("train") or state["carried"]:
        restore(model, state)
        return
    assign(_kept(model), state)
    model.random_state.wait_with([np.asarray(each) for each in state["streams"]])


def _variables(model):
    """The shared variables in order, by what they are; each of them once."""
    graph = model.functions["train"].graph
    found = {
        **_kept(model),
        "streams": model.random_state.streams,
        # States of stateful layers and whatever else a layer or an optimizer counts.
        "carried": [variable for variable, _ in graph.updates],
    }
    seen = set()
    for name, variables in found.items():
        found[name] = [each for each in dict.fromkeys(variables) if each not in seen]
        seen.update(found[name])
    return found


def _kept(model):
    """Those that are there before anything is compiled."""
    optimizer = model.optimizer
    optimizer.build(model.trained_weights)
    weights = list(dict.fromkeys(model.named_weights().values()))
    return {"weights": weights, "optimizer": [optimizer.learning_rate, *optimizer.weights]}
