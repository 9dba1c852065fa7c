"""The caller's weights, in the layout of some system, as a cell wants them.

A cell's matrices are ``(n_in, gates*units)``, with the gates in the order of that system: nothing
is copied but what is kept apart, or transposed, there.
"""

import numpy as np
import theano.tensor as T
from theano.graph.basic import Constant

from theanornn.cells.systems import Layout, layout_of
from theanornn.errors import ShapeError, UnknownNameError
from theanornn.shapes import known_shape, require_shape

__all__ = ["arranged"]


def arranged(cls, like, weights):
    """Return weights for a cell class, and its sizes.

    Parameters
    ----------
    cls : type
        Of cell.
    like : str or None
        The system whose layout `weights` have.
    weights : dict
        By name what the caller gave: a variable, an array, a list with an array for each gate, or
        None.

    Returns
    -------
    weights : dict of tensor variables and None
    n_in, n_units : int or None

    Raises
    ------
    ShapeError
        If the number of arrays in a list, or a size that is known, is not right.
    UnknownNameError
        If there is no such system, or it has no such cell.
    """
    if cls.kind is None:
        if like is not None:
            raise UnknownNameError(
                f"like={like!r} is for the cells that other systems have (SimpleRNNCell, LSTMCell, "
                f"GRUCell); {cls.__name__} is your own"
            )
        layout = Layout(tuple(cls.gates), tuple(cls.gates))
    else:
        layout = layout_of(like, cls.kind)
    weights = {name: None if value is False else value for name, value in weights.items()}
    weights = _with_both_biases(layout, weights)
    n_in, n_units = (_rows(layout, weights[name]) for name in ("W", "U"))
    arrangement = _Arrangement(layout, n_in, n_units)
    made = {
        name: None if value is None else arrangement.made(name, value, cls.weight_specs[name])
        for name, value in weights.items()
    }
    return made, n_in, n_units


class _Arrangement:
    """The weights of one cell."""

    def __init__(self, layout, n_in, n_units):
        self.layout, self.n_in, self.n_units = layout, n_in, n_units

    def made(self, name, value, spec):
        """One weight as a variable.

        Parameters
        ----------
        name : str
        value : variable, array or list
        spec : WeightSpec
        """
        ndim = 1 if spec.rows is None else 2
        if _is_list_of_parts(value, ndim):
            return self._joined(name, value, spec)
        if value is True:
            raise ShapeError(f"{name} is True, expected the weights: a variable or an array")
        if ndim == 1 or not self.layout.transposed:
            return T.as_tensor_variable(value)
        value = T.as_tensor_variable(value)
        self._require(name, value, spec, len(self.layout.gates))
        return _transposed(value)

    def _joined(self, name, values, spec):
        parts = spec.blocks or self.layout.parts or tuple(self.layout.gates)
        if len(values) != len(parts):
            raise ShapeError(
                f"{len(values)} {name} given, expected {_COUNTS.get(len(parts), len(parts))} "
                f"{self._kind_of_part(spec, parts)} for the gates {_listed(parts)}, or one of "
                f"{self._words(spec, sum(map(self._gates_in, parts)))}"
            )
        variables = dict(zip(parts, map(T.as_tensor_variable, values)))
        for part, variable in variables.items():
            what = "the peephole" if name == "peepholes" else name
            self._require(f"{what} of gate {part!r}", variable, spec, self._gates_in(part))
        if spec.blocks is None:
            parts = sorted(parts, key=self._place)
        across = spec.rows is not None and not self.layout.transposed
        joined = T.concatenate([variables[part] for part in parts], axis=int(across))
        return _transposed(joined) if self.layout.transposed and joined.ndim == 2 else joined

    def _place(self, part):
        """Where the first gate of a part stands."""
        gates = tuple(self.layout.gates)
        return gates.index(part if part in gates else part[0])

    def _gates_in(self, part):
        return 1 if part in tuple(self.layout.gates) else len(part)

    def _kind_of_part(self, spec, parts):
        words = "matrices" if spec.rows else "vectors"
        return f"{words} {self._words(spec, self._gates_in(parts[0]))}"

    def _require(self, what, variable, spec, n_gates):
        rows = {"n_in": self.n_in, "n_units": self.n_units}.get(spec.rows)
        columns = None if self.n_units is None else self.n_units * n_gates
        shape = (columns,) if spec.rows is None else (rows, columns)
        shape = shape[::-1] if self.layout.transposed else shape
        require_shape(what, variable, shape, self._words(spec, n_gates))

    def _words(self, spec, n_gates):
        columns = "units" if n_gates == 1 else f"{n_gates}*units"
        if spec.rows is None:
            return f"({columns},)"
        rows = "units" if spec.rows == "n_units" else spec.rows
        return f"({columns}, {rows})" if self.layout.transposed else f"({rows}, {columns})"


_COUNTS = {1: "one", 2: "two", 3: "three", 4: "four"}


def _listed(parts):
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


def _with_both_biases(layout, weights):
    """Split a pair of biases, of the input and of the recurrent product, which ``b`` may be."""
    b = weights.get("b")
    if b is None or layout.biases in ("one", "twice"):
        return weights
    if isinstance(b, (list, tuple)):
        is_pair = len(b) == 2 and _is_list_of_parts(b, 1)
    else:
        rows = known_shape(T.as_tensor_variable(b))[:1]
        is_pair = getattr(b, "ndim", 1) == 2 and rows[0] in (None, 2)
    if not is_pair:
        return weights
    if weights.get("b_recurrent") is not None:
        raise ShapeError("b has two biases and b_recurrent is one more; give each of them once")
    return {**weights, "b": b[0], "b_recurrent": b[1]}


def _rows(layout, value):
    """Features or units, as far as they are known: what the matrix is multiplied with."""
    first = value[0] if _is_list_of_parts(value, 2) else value
    sizes = known_shape(T.as_tensor_variable(first))
    return sizes[int(layout.transposed)] if len(sizes) == 2 else None


def _is_list_of_parts(value, ndim):
    """Whether this is a list of arrays, and not one array written as nested lists of numbers."""
    if not isinstance(value, (list, tuple)) or not value:
        return False
    dimensions = [each.ndim if hasattr(each, "ndim") else np.ndim(each) for each in value]
    return all(each >= ndim for each in dimensions)


def _transposed(variable):
    if isinstance(variable, Constant):
        return T.as_tensor_variable(variable.data.T)
    return variable.T
