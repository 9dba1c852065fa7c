"""A model as other systems can take it: one layer after the other, each with its weights.

Public names: `chain_of`, `cell_of`, `Weights`, `weights_of`, `value_of`.
"""

from typing import NamedTuple, Optional

import numpy as np

from theanornn import activations, cells
from theanornn.cells.systems import layout_of, reordered
from theanornn.errors import ConversionError
from theanornn.layers import InputLayer
from theanornn.lowering import lower

__all__ = ["Weights", "cell_of", "chain_of", "value_of", "weights_of"]

#: Cells whose equations are known by their names.
_KINDS = {
    cells.SimpleRNNCell: "simple_rnn",
    cells.LSTMCell: "lstm",
    cells.GRUCell: "gru",
}


class Weights(NamedTuple):
    """What a built-in cell computes with, as arrays in theanornn's layout.

    Attributes
    ----------
    kind : {"simple_rnn", "lstm", "gru"}
    W, U : ndarray (n_in, gates*units), (units, gates*units)
    b, b_recurrent, peepholes : ndarray or None
        `b_recurrent` of a GRU with `reset_after`; `peepholes` for the gates i, f, o.
    initial : tuple of ndarray (units,)
        Learned initial states; () where the states begin with zeros.
    activation, inner_activation : str
    reset_after : bool
    """

    kind: str
    W: np.ndarray
    U: np.ndarray
    b: Optional[np.ndarray] = None
    b_recurrent: Optional[np.ndarray] = None
    peepholes: Optional[np.ndarray] = None
    initial: tuple = ()
    activation: str = "tanh"
    inner_activation: str = "sigmoid"
    reset_after: bool = False

    @property
    def units(self):
        return len(self.U)

    @property
    def bias(self):
        """`b`, or zeros."""
        return np.zeros(self.W.shape[1], self.W.dtype) if self.b is None else self.b


def chain_of(model, system):
    """The layers of a model, in order; those of models within it are its own.

    Parameters
    ----------
    model : Sequential or Model
        Built.
    system : str
        Name of where it is to go, for messages.

    Returns
    -------
    list of Layer
        Without the input.

    Raises
    ------
    ConversionError
        The layers are no chain from one input to one output.
    """
    model.check_built("convert")
    nodes = getattr(getattr(model, "wiring", None), "nodes", None)
    several = len(model.input_layers) > 1 or len(model.output_names) > 1 or model.connections()
    branching = nodes is not None and any(
        len(node.sources) != 1 for node in nodes if not isinstance(node.layer, InputLayer)
    )
    if several or branching:
        raise ConversionError(
            f"{model.name}: {system} takes models that are a chain of layers with one input and "
            "one output; this one branches. model.to_numpy() takes any"
        )
    layers = model.layers if nodes is None else [node.layer for node in nodes]
    chain = []
    for layer in layers:
        if hasattr(layer, "parts"):
            chain += chain_of(layer, system)
        elif not isinstance(layer, InputLayer):
            chain.append(layer)
    return chain


def cell_of(layer):
    """The `theanornn.cells.Cell` that a recurrent layer runs, or None where there is no such one.

    Layers with steps of their own have none, and those that run several cells.
    """
    if getattr(layer, "has_own_steps", False):
        return None
    cell = getattr(layer, "cell", None)
    if not isinstance(cell, cells.Cell):
        cell = getattr(cell, "cell", None)
    return cell if isinstance(cell, cells.Cell) else None


def weights_of(layer):
    """The `Weights` of a recurrent layer over a built-in cell, or None where it has another cell.

    Parameters
    ----------
    layer : Layer
    """
    cell = cell_of(layer)
    if type(cell) not in _KINDS:
        return None
    kind = _KINDS[type(cell)]
    ours = layout_of(None, kind).gates
    names = ["W", "U", "b", *(["b_recurrent"] if getattr(cell, "reset_after", False) else [])]
    arrays = {name: getattr(cell, name) for name in names}
    arrays = {
        name: reordered(value_of(value), cell.gates, ours)
        for name, value in arrays.items()
        if value is not None
    }
    inner_activation = activations.name_of(cell.inner_activation)
    if getattr(cell, "update_gate", "keeps") == "replaces":
        if inner_activation not in ("sigmoid", "hard_sigmoid"):
            return None  # f(-x) = 1 - f(x) is needed
        arrays = {name: _turned(array) for name, array in arrays.items()}
    if getattr(cell, "peepholes", None) is not None:
        arrays["peepholes"] = value_of(cell.peepholes)
    if getattr(cell, "learn_init", False):
        arrays["initial"] = tuple(value_of(cell.params[name]) for name in cell.initial_names)
    return Weights(
        kind,
        activation=activations.name_of(cell.activation),
        inner_activation=inner_activation,
        reset_after=bool(getattr(cell, "reset_after", False)),
        **arrays,
    )


def _turned(array):
    """An array of a GRU whose update gate z took the new state, as that of one that keeps."""
    sign = np.where(np.arange(array.shape[-1]) < array.shape[-1] // 3, -1, 1)
    return (array * sign).astype(array.dtype)


def value_of(variable):
    """The value of a variable that depends on parameters alone."""
    arrays = {}
    return np.asarray(lower([], [variable], arrays).run([], arrays)[0])
