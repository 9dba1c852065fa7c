"""The inputs of a recurrent layer: its sequence, and the initial states and constants with it.

Keras puts what comes from layers into one list, ``[x, *initial_state, *constants]``, and leaves
what does not (arrays, shared variables) in the arguments of those names; so do models and their
files.
"""

from theanornn.errors import ShapeError
from theanornn.layers.nodes import as_list, is_keras_tensor

__all__ = ["gathered", "separated", "shapes_of"]


def shapes_of(input_shape):
    """The shapes in a list of shapes, or the only one.

    Examples
    --------
    >>> shapes_of((None, 3)), shapes_of([(None, 3), (None, 2)])
    ([(None, 3)], [(None, 3), (None, 2)])
    """
    is_list = isinstance(input_shape, (list, tuple)) and len(input_shape) > 0
    several = is_list and isinstance(input_shape[0], (list, tuple))
    return list(input_shape) if several else [input_shape]


def gathered(layer, x, initial_state, constants):
    """What is called with what, when a layer is called.

    Parameters
    ----------
    layer : Layer
        It notes how many constants there are, for `separated`.
    x : variable, or list of variables
    initial_state, constants : variable, array, list of them, or None

    Returns
    -------
    x : variable, or list of variables
        With states and constants in it where they come from layers.
    given : dict
        Arguments, where they do not.

    Raises
    ------
    ShapeError
        Some come from layers and others do not, or states come in the list and as the argument.
    """
    states, constants = as_list(initial_state) or None, as_list(constants) or None
    if not as_list(x):
        raise ShapeError(f"{layer.name}: was called with x={x!r}, expected a sequence to run over.")
    x, *rest = as_list(x)
    if constants is not None:
        layer._n_constants = len(constants)
    elif layer._n_constants and len(rest) >= layer._n_constants:
        constants = rest[len(rest) - layer._n_constants :]
        rest = rest[: len(rest) - layer._n_constants]
    if rest:
        _refuse_twice(layer, states)
        states = rest
    further = [*(states or ()), *(constants or ())]
    from_layers = {is_keras_tensor(value) for value in further}
    if len(from_layers) == 2:
        raise ShapeError(
            f"{layer.name}: some initial states or constants come from layers, others are arrays "
            "or variables of your own; give all of one kind."
        )
    if from_layers == {True}:
        return [x, *further], {}
    given = {"initial_state": states, "constants": constants}
    return x, {name: values for name, values in given.items() if values is not None}


def separated(layer, x, initial_state, constants):
    """The sequence, the list of initial states or None, the list of constants: of a `call`."""
    states, constants = as_list(initial_state) or None, as_list(constants)
    x, *rest = as_list(x)
    if rest and layer._n_constants and not constants:
        constants = rest[len(rest) - layer._n_constants :]
        rest = rest[: len(rest) - layer._n_constants]
    if rest:
        _refuse_twice(layer, states)
        states = rest
    return x, states, constants


def _refuse_twice(layer, states):
    if states is not None:
        raise ShapeError(
            f"{layer.name}: initial states came in the list of inputs and as initial_state=; give "
            "them once."
        )
