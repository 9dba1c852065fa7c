"""How Keras keeps a layer's parameters: as which arrays, in which order, under which names.

theanornn has one array for each parameter, the gates side by side. Keras 2 has the same, except
that a GRU with ``reset_after`` has both biases in one array. Keras 1 has, unless
``consume_less='gpu'``, one array for each gate of each parameter, and writes the gates of an LSTM
in the order i, c, f, o; it has one axis more in the kernel of a Conv1D. All of that is said here,
once, and serves `get_weights`, `set_weights`, files, and the state of optimizers alike:
a layer's layout is a list of `StoredArray`, each of which says what parts of which parameters it is
made of.

Public names: `Layout`, `LAYOUTS`, `Piece`, `StoredArray`, `of_params`, `trainable_first`,
`values`, `fitting`, `assignments`, `assign`.
"""

from typing import Callable, NamedTuple, Optional

import numpy as np

from theanornn.errors import ShapeError

__all__ = [
    "LAYOUTS",
    "Layout",
    "Piece",
    "StoredArray",
    "assign",
    "assignments",
    "fitting",
    "of_params",
    "trainable_first",
    "values",
]


class Layout(NamedTuple):
    """Whose arrays are meant.

    Attributes
    ----------
    generation : int
        Keras 1 or 2.
    per_gate : bool or None
        Keras 1's recurrent layers: one array for each gate (``consume_less`` 'cpu' and 'mem'), or
        all gates side by side ('gpu'). None: as the layer's `implementation` says.
    """

    generation: int
    per_gate: Optional[bool] = None


#: All that there are.
LAYOUTS = (Layout(1, per_gate=True), Layout(1, per_gate=False), Layout(2))


class Piece(NamedTuple):
    """A part of a parameter, and where it lies in the array that Keras keeps.

    Attributes
    ----------
    variable : shared variable
        The parameter.
    of_variable, of_stored : callables
        From the parameter's array, and from Keras' array, to views of the same shape.
    """

    variable: object
    of_variable: Callable
    of_stored: Callable


class StoredArray(NamedTuple):
    """One array as Keras keeps it.

    Attributes
    ----------
    name : str
        Keras' name of it: ``lstm_1_W_i``, or ``lstm_1/kernel``.
    shape : tuple
    pieces : tuple of Piece
    spatial_axes : tuple of int
        Axes over which Keras on TensorFlow runs the other way, the kernel of a convolution's.
    """

    name: str
    shape: tuple
    pieces: tuple
    spatial_axes: tuple = ()


#: What Keras calls a parameter, where it does not call it as theanornn does: for all layers, and
#: for those of one class.
_NAMES = {
    1: {
        None: {},
        "BatchNormalization": {"moving_mean": "running_mean", "moving_variance": "running_std"},
        "PReLU": {"alpha": "alphas"},
    },
    2: {
        None: {"W": "kernel", "U": "recurrent_kernel", "b": "bias"},
        "Embedding": {"W": "embeddings"},
        "Highway": {"W": "W", "b": "b"},
        "MaxoutDense": {"W": "W", "b": "b"},
    },
}

#: The order in which Keras 1 keeps the gates of its recurrent layers.
_KERAS_1_GATES = {"LSTM": ("i", "c", "f", "o"), "GRU": ("z", "r", "h")}


def _whole(array):
    return array


def of_params(layer, layout, scope=None):
    """The arrays of a layer that has its parameters itself, not in layers within it.

    Parameters
    ----------
    layer : Layer
        Built.
    layout : Layout
    scope : str, optional
        What stands before Keras 2's names; the layer's own name when left out.

    Returns
    -------
    list of StoredArray
        Trainable ones first.
    """
    parameters = layer.named_weights()
    kinds = [kind.__name__ for kind in type(layer).__mro__]
    separator = "_" if layout.generation == 1 else "/"
    prefix = (layer.name if layout.generation == 1 else scope or layer.name) + separator
    gates = next((_KERAS_1_GATES[kind] for kind in kinds if kind in _KERAS_1_GATES), None)
    if gates is not None and layout.generation == 1 and "b_recurrent" not in parameters:
        if _is_per_gate(layer, layout):
            return _by_gate(layer, parameters, gates, prefix)
    names = _names(kinds, layout.generation)
    stored = []
    for name, variable in parameters.items():
        if name == "b_recurrent":
            stored[-1] = _stacked(stored[-1].name, parameters["b"], variable)
        elif name == "W" and "Conv1D" in kinds:
            stored.append(_conv1d_kernel(prefix + names.get(name, name), variable, layout))
        else:
            stored.append(_one(prefix + names.get(name, name), variable))
    return trainable_first(stored, layer.params.trainable)


def _names(kinds, generation):
    table = _NAMES[generation]
    return {**table[None], **next((table[kind] for kind in kinds if kind in table), {})}


def _is_per_gate(layer, layout):
    return layer.implementation != 2 if layout.per_gate is None else layout.per_gate


def _one(name, variable):
    return StoredArray(name, _shape(variable), (Piece(variable, _whole, _whole),))


def _by_gate(layer, parameters, gates, prefix):
    """The cell's arrays gate by gate, then peepholes, and what a subclass has of its own."""
    of_cell = [
        name
        for name, variable in parameters.items()
        if name in layer.cell_class.weight_specs
        and _shape(variable)[-1] == len(gates) * layer.units
    ]
    numbers = {gate: layer.cell_class.gates.index(gate) for gate in gates}
    stored = [
        _gate(f"{prefix}{name}_{gate}", parameters[name], numbers[gate], layer.units)
        for gate in gates
        for name in of_cell
    ]
    own = [_one(prefix + name, each) for name, each in parameters.items() if name not in of_cell]
    return stored + own


def _gate(name, variable, number, units):
    def columns(array):
        return array[..., number * units : (number + 1) * units]

    shape = (*_shape(variable)[:-1], units)
    return StoredArray(name, shape, (Piece(variable, columns, _whole),))


def _stacked(name, *variables):
    """One array of several parameters of one shape, along a new first axis."""
    pieces = tuple(
        Piece(variable, _whole, lambda array, row=row: array[row])
        for row, variable in enumerate(variables)
    )
    return StoredArray(name, (len(variables), *_shape(variables[0])), pieces)


def _conv1d_kernel(name, variable, layout):
    if layout.generation == 2:
        return _one(name, variable)._replace(spatial_axes=(0,))
    steps, n_in, n_out = _shape(variable)
    piece = Piece(variable, _whole, lambda array: array[:, 0])
    return StoredArray(name, (steps, 1, n_in, n_out), (piece,), spatial_axes=(0,))


def _shape(variable):
    return variable.get_value(borrow=True).shape


def trainable_first(stored, trainable):
    """The arrays whose parameters are among `trainable`, then the others: Keras' order."""
    trained = set(trainable)
    first = [array for array in stored if array.pieces[0].variable in trained]
    return first + [array for array in stored if array.pieces[0].variable not in trained]


def values(stored, value_of=None):
    """The arrays' values.

    Parameters
    ----------
    stored : list of StoredArray
    value_of : callable, optional
        From a parameter to an array of its shape: its own value, when left out; or something that
        is kept for it, as the state of an optimizer is.

    Returns
    -------
    list of ndarray
        New ones.
    """
    value_of = value_of or (lambda variable: variable.get_value(borrow=True))
    result = []
    for array in stored:
        parts = [piece.of_variable(value_of(piece.variable)) for piece in array.pieces]
        value = np.empty(array.shape, parts[0].dtype)
        for piece, part in zip(array.pieces, parts):
            piece.of_stored(value)[...] = part
        result.append(value)
    return result


def fitting(candidates, arrays):
    """The first of several lists of `StoredArray` whose shapes are those of the arrays, or None."""
    shapes = [array.shape for array in arrays]
    for stored in candidates:
        if [target.shape for target in stored] == shapes:
            return stored
    return None


def assignments(stored, arrays, owner):
    """What each parameter becomes when Keras' arrays are these; nothing is set.

    Parameters
    ----------
    stored : list of StoredArray
    arrays : list of ndarray
        One for each.
    owner : str
        Whose they are, for messages.

    Returns
    -------
    dict, shared variable to ndarray
        Of the parameter's shape and dtype; arrays that fit as they are are not copied.

    Raises
    ------
    ShapeError
        There are more or fewer arrays, or one has another shape.
    """
    arrays = [np.asarray(array) for array in arrays]
    if len(arrays) != len(stored):
        expected = ", ".join(f"{array.name} {array.shape}" for array in stored) or "none"
        raise ShapeError(
            f"{owner}: got {len(arrays)} arrays of shapes {[array.shape for array in arrays]}, "
            f"expected {len(stored)}: {expected}."
        )
    for target, array in zip(stored, arrays):
        if array.shape != target.shape:
            raise ShapeError(
                f"{owner}: {target.name} has shape {target.shape}, but an array of shape "
                f"{array.shape} came."
            )
    result = {}
    for target, array in zip(stored, arrays):
        for piece in target.pieces:
            variable, part = piece.variable, piece.of_stored(array)
            if piece.of_variable is _whole:
                result[variable] = np.ascontiguousarray(part, dtype=variable.dtype)
                continue
            if variable not in result:
                result[variable] = np.empty(_shape(variable), variable.dtype)
            piece.of_variable(result[variable])[...] = part
    return result


def assign(stored, arrays, owner):
    """Set the parameters to what Keras' arrays say; nothing changes unless all of them fit.

    Parameters
    ----------
    stored, arrays, owner
        As in `assignments`.

    Raises
    ------
    ShapeError
        As in `assignments`.
    """
    for variable, value in assignments(stored, arrays, owner).items():
        variable.set_value(value)
