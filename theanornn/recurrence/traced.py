"""A cell made from a function of one step: `TracedCell`.

The function takes the input of one step, not its projection. What of it sees the input alone (the
product with the input weights, as a rule) is found in its graph and computed for all steps at once;
the rest is the cell's `step`.
"""

import theano
import theano.tensor as T
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant, clone_get_equiv, io_toposort
from theano.tensor.basic import Dot
from theano.tensor.elemwise import DimShuffle, Elemwise
from theano.tensor.subtensor import Subtensor, get_idx_list

from theanornn.cells.base import Cell
from theanornn.errors import ShapeError
from theanornn.recurrence.fused import obstacle
from theanornn.recurrence.fused.step import NotFusable
from theanornn.shape_inference import inferred_shape

__all__ = ["TracedCell"]


class TracedCell(Cell):
    """A cell of one's own, given as a function.

    Parameters
    ----------
    function : callable
        ``function(x_t, states)`` of ``(batch, n_in)`` and a list of ``(batch, size)``; it returns
        the output ``(batch, size)`` and a list of the new states, in terms of these and of any
        variables besides, which are the same at each step.
    n_in : int
        Features of the input.
    state_sizes : sequence of int
    name : str
        Prefix of the states' names.

    Attributes
    ----------
    states : tuple of str
        Where the output is not the first of the new states, it is one more state, before them; no
        step reads it.
    has_output : bool
        Whether it is so.

    Raises
    ------
    ShapeError
        The function returned something else than a matrix and as many matrices as states.

    Examples
    --------
    >>> import numpy as np
    >>> decay = theano.shared(np.asarray(0.5, theano.config.floatX))
    >>> def smoothed(x, states):
    ...     h = decay * states[0] + (1 - decay) * x
    ...     return h, [h]
    >>> TracedCell(smoothed, 3, [3], "smoothed").states
    ('state_1',)
    """

    def __init__(self, function, n_in, state_sizes, name):
        self.name, self.n_in = name, n_in
        self._inputs, results = _called(function, n_in, state_sizes, name)
        output, *new_states = results
        self.states = tuple(f"state_{n}" for n in range(1, 1 + len(state_sizes)))
        self.has_output = not new_states or output is not new_states[0]
        self.sizes = tuple(state_sizes)
        if self.has_output:
            self.states = ("output", *self.states)
            self.sizes = (inferred_shape(output)[1], *self.sizes)
            if self.sizes[0] is None:
                raise ShapeError(f"{name}: the size of the step's output is not known.")
        self._results = results if self.has_output else new_states
        parts = _Parts(self._inputs, self._results)
        self._projection, self._frontier = parts.projection(), parts.frontier
        self._widths = [inferred_shape(v)[1] for v in self._frontier]
        if None in self._widths and len(self._frontier) > 1:
            self._projection, self._frontier, self._widths = [], [self._inputs[0]], [n_in]
        self._spread_over_time(parts)

    def _spread_over_time(self, parts):
        """Have matrices that are the same at each step come with the input, if that is of use.

        That is where the step can be fused: the gradient of a fused step with respect to such a
        matrix is known of a part of the input only.
        """
        everything = parts.sources()
        self._spread = [each for each in everything if _is_matrix_of_rows(each)]
        self._set_sources([each for each in everything if each not in self._spread])
        if self._spread and obstacle(self) is not None:
            self._spread = []
            self._set_sources(everything)

    def _set_sources(self, sources):
        self._sources = sources
        for number, source in enumerate(sources):
            setattr(self, f"source_{number}", source)

    @property
    def _pieces(self):
        """What the projected input consists of, and the width of each."""
        widths = [*self._widths, *(inferred_shape(each)[1] for each in self._spread)]
        return list(zip([*self._frontier, *self._spread], widths))

    # -- what a cell has --------------------------------------------------------------------------

    @property
    def n_units(self):
        """The size of the states, where they have one."""
        return self.sizes[0] if len(set(self.sizes)) == 1 else None

    @property
    def dtype(self):
        return theano.config.floatX

    @property
    def gates(self):
        """A name for each block of `n_units` columns of the projected input."""
        return tuple(map(str, range(sum(width for _, width in self._pieces) // self.n_units)))

    @property
    def weight_names(self):
        return ()

    def initial_state(self, batch, dtype=None):
        """Return zeros ``(batch, size)`` for each state."""
        dtype = dtype or self.dtype
        return tuple(T.zeros((batch, size), dtype=dtype) for size in self.sizes)

    def project(self, x):
        """Return what the steps need to know of the input, side by side.

        Parameters
        ----------
        x : (time, batch, n_in) or (batch, n_in)
        """
        values = {self._inputs[0]: T.cast(x, self.dtype)}
        for node in self._projection:
            arguments = [values.get(v, v) for v in node.inputs]
            if isinstance(node.op, Subtensor):
                index = get_idx_list(node.inputs, node.op.idx_list)
                result = arguments[0][(..., index[1])] if len(index) > 1 else arguments[0]
            else:
                result = T.dot(*arguments) if isinstance(node.op, Dot) else node.op(*arguments)
            values[node.outputs[0]] = result
        for each in self._spread:
            values[each] = T.alloc(each, x.shape[0], *each.shape) if x.ndim == 3 else each
        pieces = [T.cast(values[v], self.dtype) for v, _ in self._pieces]
        return pieces[0] if len(pieces) == 1 else T.concatenate(pieces, axis=-1)

    def step(self, z, *states):
        """Return the states after one step, as a tuple."""
        placed, start = {}, 0
        for variable, width in self._pieces:
            piece = z if len(self._pieces) == 1 else z[:, start : start + width]
            piece = T.cast(piece, variable.dtype)
            placed[variable] = T.patternbroadcast(piece, variable.broadcastable)
            start += width or 0
        read = states[1:] if self.has_output else states
        placed.update(zip(self._inputs[1:], read))
        placed.update(zip(self._sources, (getattr(self, f"source_{n}") for n in self._numbers)))
        updates = self._random_updates()
        wanted = [*self._results, *updates.values()]
        copies = clone_get_equiv([], wanted, copy_orphans=False, memo=placed)
        for shared, new in updates.items():
            shared.default_update = copies[new]
        return tuple(copies[result] for result in self._results)

    @property
    def _numbers(self):
        return range(len(self._sources))

    def _random_updates(self):
        return {
            source: source.default_update
            for source in self._sources
            if getattr(source, "default_update", None) is not None
        }

    @property
    def sizes_to_trace(self):
        """The number of units to trace the step with: it is fixed.

        Raises
        ------
        NotFusable
            There is none.
        """
        if self.n_units is None:
            raise NotFusable(f"its states and its output have different sizes, {self.sizes}")
        for _, width in self._pieces:
            if width is None or width % self.n_units:
                raise NotFusable(
                    f"the step sees {width} columns made of its input or the same at each step, "
                    f"which are not a multiple of its {self.n_units} units"
                )
        for source in self._sources:
            if not getattr(source, "dtype", "none").startswith("float"):
                raise NotFusable(f"the step uses {source}, which does not hold floats")
            if not isinstance(source, SharedVariable) and source.ndim:
                width = inferred_shape(source)[-1]
                if width not in (1, self.n_units):
                    raise NotFusable(f"the step uses {source}, which has {width} columns")
        return (self.n_units,)


def _called(function, n_in, state_sizes, name):
    """The placeholders that a step was called with, and what it returned."""
    inputs = [T.matrix(f"{name}_input"), *(T.matrix(f"{name}_state") for _ in state_sizes)]
    for variable, size in zip(inputs, (n_in, *state_sizes)):
        variable._keras_shape = (None, size)
    output, states = function(inputs[0], list(inputs[1:]))
    states = list(states)
    if len(states) != len(state_sizes):
        raise ShapeError(
            f"{name}: the step returned {len(states)} states, expected {len(state_sizes)}."
        )
    results = [T.as_tensor_variable(value) for value in (output, *states)]
    ranks = [value.ndim for value in results]
    if set(ranks) != {2}:
        raise ShapeError(
            f"{name}: the step returned an output and states of {ranks} axes, expected matrices "
            "(batch, size)."
        )
    return inputs, results


class _Parts:
    """What of a step sees only its input, and what of it is the same at each step."""

    def __init__(self, inputs, results):
        self.results = results
        self.varying = set(inputs)
        self.of_input = {inputs[0]}
        self.nodes = io_toposort(inputs, results)
        for node in self.nodes:
            if not self.varying.intersection(node.inputs):
                continue
            self.varying.update(node.outputs)
            if _acts_on_rows(node, self.of_input, self.varying):
                self.of_input.update(node.outputs)
        rest = [node for node in self.nodes if self._is_step(node)]
        read = [v for node in rest for v in node.inputs] + self.results
        #: What is made of the input and read by the rest of the step.
        self.frontier = list(dict.fromkeys(_whole(v) for v in read if v in self.of_input))

    def _is_step(self, node):
        outputs = self.varying.intersection(node.outputs)
        return bool(outputs) and not outputs <= self.of_input

    def projection(self):
        """The nodes between the input and the frontier, in order."""
        wanted, nodes = set(self.frontier), []
        for node in reversed(self.nodes):
            if node.outputs[0] in wanted and node.outputs[0] in self.of_input:
                nodes.append(node)
                wanted.update(node.inputs)
        return nodes[::-1]

    def sources(self):
        """What the step reads that is the same at each step: variables, or expressions of them.

        Blocks of shared variables are left to be taken within the step: a driver may want to see
        the whole.
        """
        inside = set(self.frontier)
        waiting, seen, found = list(self.results), set(), {}
        while waiting:
            variable = waiting.pop()
            if variable in seen or variable in inside or isinstance(variable, Constant):
                continue
            seen.add(variable)
            if variable in self.varying or _is_block_of_shared(variable):
                if variable.owner is not None:
                    waiting.extend(reversed(variable.owner.inputs))
                    continue
            if variable not in self.varying:
                found[variable] = None
        return list(found)


def _acts_on_rows(node, of_input, varying):
    """Whether a node treats each row of the input alike, and can take all steps at once."""
    changing = [v for v in node.inputs if v in varying]
    if any(v not in of_input for v in changing) or node.outputs[0].ndim != 2:
        return False
    if isinstance(node.op, Elemwise):
        return all(v.ndim == 2 for v in node.inputs) and len(node.outputs) == 1
    if isinstance(node.op, Dot):
        return changing == [node.inputs[0]] and node.inputs[1].ndim == 2
    if isinstance(node.op, Subtensor):
        first, *_ = [*get_idx_list(node.inputs, node.op.idx_list), slice(None)]
        return changing == [node.inputs[0]] and first == slice(None)
    return False


def _whole(variable):
    """What a slice was taken of: it is cheaper to take it in each step than to copy slices."""
    while variable.owner is not None and isinstance(variable.owner.op, Subtensor):
        variable = variable.owner.inputs[0]
    return variable


def _is_matrix_of_rows(variable):
    """Whether a variable is computed, and may have another row for each sample."""
    if isinstance(variable, SharedVariable) or not isinstance(variable.type, T.TensorType):
        return False
    is_matrix = variable.ndim == 2 and not variable.broadcastable[0]
    return is_matrix and variable.dtype.startswith("float")


def _is_block_of_shared(variable):
    while variable.owner is not None and isinstance(variable.owner.op, (Subtensor, DimShuffle)):
        variable = variable.owner.inputs[0]
    return isinstance(variable, (SharedVariable, Constant))
