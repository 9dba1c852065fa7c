"""The weights of a cell: how they are laid out, made anew, or taken from the caller and checked."""

from typing import NamedTuple, Optional

import numpy as np
from theano.compile.sharedvalue import SharedVariable

from theanornn import constraints, initializers, regularizers
from theanornn.errors import NotBuiltError, ShapeError, UnknownNameError
from theanornn.randomness import default_source
from theanornn.shapes import known_shape, require_float, require_shape

# Cells by their number of gates, for messages.
_OWNERS = {1: "a simple RNN", 3: "a GRU", 4: "an LSTM"}


class WeightSpec(NamedTuple):
    """How one weight of a cell is laid out: blocks of `n_units` columns, one for each gate.

    Parameters
    ----------
    rows : {"n_in", "n_units", None}
        What the rows are; None for a vector.
    initializer : str or Initializer
        The default, applied to one block at a time.
    blocks : tuple of str or None
        The gates that have a block, in order; None for all gates of the cell.
    """

    rows: Optional[str]
    initializer: object
    blocks: Optional[tuple[str, ...]] = None


def create_weights(cell, initial, penalties, limits, trainable, rng):
    """Give `cell` new weights, one shared variable for each it wants, and fill ``cell.params``.

    Parameters
    ----------
    cell : Cell
    initial, penalties, limits : dict or None
        Initializers (by weight, or by weight and gate), regularizers and constraints (by weight).
    trainable : bool
    rng : numpy.random.Generator or None

    Raises
    ------
    ShapeError
        If the sizes of the cell are not positive integers.
    UnknownNameError
        If there is no weight or gate of a name.
    """
    for size, what in ((cell.n_in, "n_in"), (cell._n_units, "n_units")):
        if not isinstance(size, (int, np.integer)) or size < 1:
            raise ShapeError(f"{what} of {cell.name!r} is {size!r}, expected a positive integer")
    initial, penalties, limits = initial or {}, penalties or {}, limits or {}
    names = set(cell.weight_specs)
    by_gate = {f"{name}_{gate}" for name in names for gate in _blocks(cell, name)}
    learned = set(cell.initial_names) if cell.learn_init else set()
    _check_names(cell, "initializers", initial, names | by_gate | learned)
    _check_names(cell, "regularizers", penalties, names)
    _check_names(cell, "constraints", limits, names)
    rng = default_source().generator() if rng is None else rng
    for name, spec in cell.weight_specs.items():
        if not cell.wants(name):
            setattr(cell, name, None)
            continue
        sizes = (*_row_sizes(cell, name), cell._n_units)
        default = initial.get(name, spec.initializer)
        blocks = [
            initializers.get(initial.get(f"{name}_{gate}", default))(sizes, rng)
            for gate in _blocks(cell, name)
        ]
        variable = cell.params.add(
            name,
            np.concatenate(blocks, axis=-1),
            trainable=trainable,
            regularizer=regularizers.get(penalties.get(name)),
            constraint=constraints.get(limits.get(name)),
        )
        setattr(cell, name, variable)


def add_learned_states(cell, initial, trainable, rng):
    """Give `cell` initial states to learn, one vector for each state, and add them to its params.

    Parameters
    ----------
    cell : Cell
    initial : dict or None
        Initializers by name, ``"h0"``; zeros without one.
    trainable : bool
    rng : numpy.random.Generator or None

    Raises
    ------
    NotBuiltError
        If the number of units is not known.
    """
    if not isinstance(cell._n_units, (int, np.integer)):
        raise NotBuiltError(
            f"learn_init=True of {cell.name!r} needs the number of units, but U is an expression "
            "of unknown size; give shared variables as initial states instead"
        )
    rng = default_source().generator() if rng is None else rng
    for name in cell.initial_names:
        make = initializers.get((initial or {}).get(name, "zeros"))
        value = make((cell._n_units,), rng)
        setattr(cell, name, cell.params.add(name, value, trainable=trainable))


def adopt_weights(cell, weights):
    """Give `cell` the caller's variables; those that are shared go into ``cell.params``.

    Parameters
    ----------
    cell : Cell
    weights : dict of tensor variables, or None for a weight that is left out

    Raises
    ------
    ShapeError, DtypeError
        If one does not fit the cell's sizes, as far as they are known, or does not hold floats.
    """
    for name in cell.weight_specs:
        variable = weights.get(name)
        setattr(cell, name, variable)
        if variable is None:
            continue
        require_float(name, variable)
        units = cell._n_units
        columns = None if units is None else units * len(_blocks(cell, name))
        require_shape(
            name,
            variable,
            (*_row_sizes(cell, name), columns),
            shape_in_words(cell, name),
            _whose(cell, name, variable),
        )
        if isinstance(variable, SharedVariable):
            cell.params.add(name, variable)


def shape_in_words(cell, name):
    """Return the shape of a weight of a cell (or of its class) in words: ``(n_in, 4*units)``."""
    n = len(_blocks(cell, name))
    columns = "units" if n == 1 else f"{n}*units"
    rows = cell.weight_specs[name].rows
    if rows is None:
        return f"({columns},)"
    return f"({'units' if rows == 'n_units' else rows}, {columns})"


def _blocks(cell, name):
    return cell.weight_specs[name].blocks or cell.gates


def _row_sizes(cell, name):
    rows = cell.weight_specs[name].rows
    return () if rows is None else ({"n_in": cell.n_in, "n_units": cell._n_units}[rows],)


def _whose(cell, name, variable):
    """Return a sentence that says whose weights these look like, if not this cell's."""
    columns = known_shape(variable)[-1]
    if not columns or not cell._n_units or columns % cell._n_units:
        return ""
    found = columns // cell._n_units
    if found == len(_blocks(cell, name)) or found not in _OWNERS:
        return ""
    return (
        f"These look like the weights of {_OWNERS[found]} ({found} gate{'s' * (found > 1)}), "
        f"while {type(cell).__name__} has {len(cell.gates)}."
    )


def _check_names(cell, what, given, known):
    unknown = sorted(set(given) - known)
    if unknown:
        raise UnknownNameError(
            f"{what} of {cell.name!r} name {unknown}, expected names among {sorted(known)}"
        )
