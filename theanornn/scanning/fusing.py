"""The part of a scan that needs a loop, as the fused recurrence."""

from typing import NamedTuple

import theano.tensor as T
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant, Variable, io_toposort
from theano.tensor.elemwise import Elemwise
from theano.tensor.subtensor import Subtensor

from theanornn.recurrence.fused import NotFusable
from theanornn.recurrence.fused.interpretation import Block, Interpreter, Refused
from theanornn.recurrence.fused.ops import Fused, Recipe
from theanornn.recurrence.fused.program import lay_out
from theanornn.recurrence.fused.reading import finish
from theanornn.recurrence.fused.source import write
from theanornn.recurrence.fused.step import Extent, Step
from theanornn.recurrence.held import held
from theanornn.runtime import shared_library
from theanornn.scanning.graphs import integer_bounds
from theanornn.scanning.lifting import lift
from theanornn.scanning.masking import FusedWithMask
from theanornn.scanning.merging import merge_weights, merged_projections
from theanornn.shape_inference import inferred_shape


class Piece(NamedTuple):
    """Columns of the kernel's sequential input: where they come from, and how many blocks.

    Parameters
    ----------
    placeholder : Variable
        Of the core.
    blocks : int
        Of units columns.
    is_scalar : bool
        One number a row, repeated along the units.
    """

    placeholder: Variable
    blocks: int
    is_scalar: bool


def run(core, initials, over_time, steps, truncate_gradient, name):
    """Run a core over time.

    Parameters
    ----------
    core : Core
    initials : list of Variable
        Of the states.
    over_time : callable
        From a list of variables of the step to these for all steps.
    steps : int or symbolic int
    truncate_gradient : int
    name : str

    Returns
    -------
    list of Variable
        Each state at all steps.

    Raises
    ------
    NotFusable
        With the reason.
    """
    if not shared_library.available():
        raise NotFusable("there is no C++ compiler (install g++)")
    dtype = _dtype_of(initials)
    units = _units(core, initials)
    _note_widths(core, units)
    core = _in_rows(core)
    plan, program = _planned(core, dtype, units)
    rows = [_as_rows(initial.astype(dtype)) for initial in initials]
    message = f"{name}: the initial state has {{0}} columns, but the step was built for {{1}}"
    rows[0] = held(message, rows[0], "equal to", rows[0].shape[1], units)
    batch = rows[0].shape[0]
    inputs = _sequential(plan, core, over_time, (steps, batch, units), dtype)
    by_name = {plan.names[p]: source for source, p in core.sources.items() if p in plan.names}
    interface = program.interface
    inputs += [plan.merged.weight(each, by_name) for each in interface.weights]
    for each, extent in interface.vectors.items():
        vector = by_name[each]
        vector = vector.dimshuffle([a for a, one in enumerate(vector.broadcastable) if not one])
        inputs.append(vector if vector.ndim else T.alloc(vector, extent.columns * units))
    for each, extent in interface.constants.items():
        inputs.append(T.alloc(by_name[each], batch, extent.columns * units))
    inputs = [T.unbroadcast(v.astype(dtype), *range(v.ndim)) for v in [*inputs, *rows]]

    def recipe(program):
        return Recipe(
            program.interface,
            write(program),
            projected=False,
            biased=False,
            reverse=False,
            truncate_gradient=int(truncate_gradient),
            checkpoint=False,
            name=name,
        )

    if plan.mask is None:
        op = Fused(recipe(program))
    else:
        op = FusedWithMask(recipe(program), recipe(lay_out(plan.without_mask().step)))
    found = op(*inputs, return_list=True)[: interface.n_states]
    return [_as_it_was(hs, initial) for hs, initial in zip(found, initials)]


def _planned(core, dtype, units):
    """Return the plan of a core and the program made of it."""
    spread = {}
    while True:
        plan = _Plan(core, dtype, units, spread)
        program = lay_out(plan.step)
        learned = {
            placeholder: source
            for source, placeholder in core.sources.items()
            if plan.names.get(placeholder) in program.interface.constants and _is_learnable(source)
        }
        if not learned:
            return plan, program
        # The kernel has no gradient with respect to them; of the sequential input it has.
        spread.update(learned)


def _dtype_of(initials):
    dtypes = sorted({initial.dtype for initial in initials})
    if len(dtypes) > 1 or dtypes[0] not in ("float32", "float64"):
        raise NotFusable(f"its states have the dtypes {dtypes}: all float32, or all float64, it is")
    if any(initial.ndim > 2 for initial in initials):
        raise NotFusable("a state has more than two axes")
    if len({initial.ndim for initial in initials}) > 1:
        raise NotFusable("its states do not have the same number of axes")
    return dtypes[0]


def _units(core, initials):
    """Return the size of the states, the same for all."""
    if initials[0].ndim == 0:
        return 1
    for placeholder, initial in zip(core.states, initials):
        placeholder._keras_shape = inferred_shape(initial)
    sizes = [inferred_shape(initial)[-1] for initial in initials]
    sizes = [
        inferred_shape(output)[-1] if size is None else size
        for size, output in zip(sizes, core.outputs)
    ]
    known = sorted({size for size in sizes if size is not None})
    if not known:
        raise NotFusable(
            "the size of its states is not known when the graph is built (it is where an initial "
            "value or a weight has a value: theano.shared)"
        )
    if len(known) > 1:
        raise NotFusable(f"its states have different sizes, {known}")
    return known[0]


def _note_widths(core, units):
    """Note on placeholders how many columns they have, also where only their use tells."""
    for placeholder in core.states:
        if placeholder.ndim:
            placeholder._keras_shape = (*(None,) * (placeholder.ndim - 1), units)
    for variable, placeholder in [*core.of_time.items(), *core.sources.items()]:
        placeholder._keras_shape = inferred_shape(variable)
    for placeholder in core.of_time.values():
        if placeholder.ndim and placeholder._keras_shape[-1] is None:
            width = _width_by_use(placeholder, core.outputs)
            placeholder._keras_shape = (*placeholder._keras_shape[:-1], width)


def _width_by_use(placeholder, outputs):
    stops = []
    for node in io_toposort([], outputs):
        if placeholder not in node.inputs:
            continue
        if isinstance(node.op, Elemwise):
            for other in [*node.inputs, *node.outputs]:
                if other is not placeholder and not other.broadcastable[-1]:
                    width = inferred_shape(other)[-1]
                    if width is not None:
                        return width
        if isinstance(node.op, Subtensor) and integer_bounds(node) is not None:
            stop = integer_bounds(node)[-1].stop
            stops.append(None if stop is None else int(stop.data))
    return max(stops) if stops and None not in stops and min(stops) > 0 else None


def _in_rows(core):
    """Return a core of matrices ``(batch, n)``; one of vectors has a batch of one."""
    while core.states[0].ndim < 2:
        given = {}
        for placeholder in [*core.states, *core.of_time.values()]:
            new = T.TensorType(placeholder.dtype, (False, *placeholder.broadcastable))()
            new._keras_shape = (1, *placeholder._keras_shape) if placeholder.ndim else (1,)
            given[placeholder] = new
        core = core._replace(
            outputs=lift(core.outputs, given, 1),
            states=[given[v] for v in core.states],
            of_time={variable: given[v] for variable, v in core.of_time.items()},
        )
    return core


def _as_rows(variable):
    missing = 2 - variable.ndim
    return variable.dimshuffle(*["x"] * missing, *range(variable.ndim)) if missing else variable


def _as_it_was(hs, initial):
    """States at all steps with the axes, and the pattern, of the initial state."""
    hs = hs.reshape([hs.shape[0], *hs.shape[3 - initial.ndim :]], ndim=1 + initial.ndim)
    return (
        T.patternbroadcast(hs, (False, *initial.broadcastable))
        if initial.ndim < 2 or any(initial.broadcastable)
        else hs
    )


def _is_learnable(variable):
    """Whether a gradient with respect to a variable can be of use to anybody."""
    waiting, seen = [variable], set()
    while waiting:
        each = waiting.pop()
        if each in seen or not getattr(each, "dtype", "").startswith("float"):
            continue
        seen.add(each)
        if each.owner is not None:
            waiting.extend(each.owner.inputs)
        elif isinstance(each, SharedVariable) or not isinstance(each, Constant):
            return True
    return False


class _Plan:
    """A core as a `Step` of the fused recurrence.

    Attributes
    ----------
    step : Step
    pieces : list of Piece
        Of the sequential input.
    names : dict of Variable to str
        Of the placeholders of sources.
    merged : Merged
        Matrices that became one.
    mask : Piece or None
        One number a row, which the kernel reads apart from the rest.
    """

    def __init__(self, core, dtype, units, spread, with_mask=True):
        self._arguments = core, dtype, units, spread
        self.units, self.names, self.spread = units, {}, spread
        pieces = [self._piece(placeholder) for placeholder in [*core.of_time.values(), *spread]]
        # One number a row is not repeated along the units, if there is but one such thing.
        masks = [piece for piece in pieces if piece.is_scalar][:1]
        pieces = [piece for piece in pieces if piece not in masks]
        self.mask = masks[0] if masks and pieces and with_mask else None
        self.pieces = pieces + (masks if self.mask is None else [])
        gates = sum(piece.blocks for piece in self.pieces)
        self.step = Step(dtype, max(gates, 1), masked=self.mask is not None)
        self.interpreter = Interpreter(self.step, units)
        values = self.interpreter.values
        z = self.interpreter.leaves("z", "z", self.step.gates)
        for piece in self.pieces:
            columns, z = z[: piece.blocks], z[piece.blocks :]
            columns = [_as_dtype(column, piece.placeholder.dtype) for column in columns]
            values[piece.placeholder] = columns[0] if piece.is_scalar else columns
        if self.mask is not None:
            leaf = self.interpreter.leaf("mask")
            values[self.mask.placeholder] = _as_dtype(leaf, self.mask.placeholder.dtype)
        for n, state in enumerate(core.states):
            values[state] = [self.interpreter.leaf("state", f"state{n}", n)]
        for n, (source, placeholder) in enumerate(core.sources.items()):
            if placeholder not in spread:
                values[placeholder] = self._source(f"source{n}", source, placeholder)
        after = self.interpreter.new_states(core.outputs)
        finish(self.step, [T.cast(state, dtype) for state in after])
        self.merged = merge_weights(self.step)

    def without_mask(self):
        """Return the plan in which the mask is the last piece of the sequential input."""
        return _Plan(*self._arguments, with_mask=False)

    def _piece(self, placeholder):
        if placeholder.ndim != 2:
            raise NotFusable(f"the step reads {placeholder}, which has {placeholder.ndim} axes")
        if placeholder.dtype.startswith("complex"):
            raise NotFusable("the step uses complex numbers")
        if placeholder.broadcastable[1]:
            return Piece(placeholder, 1, True)
        width = placeholder._keras_shape[-1]
        what = f"{placeholder.name or 'something'}, made of the sequences"
        if width is None:
            raise NotFusable(f"the step reads {what}, whose number of columns is not known")
        if width % self.units:
            raise NotFusable(
                f"the step reads {what}, which has {width} columns, no multiple of the "
                f"{self.units} units"
            )
        return Piece(placeholder, width // self.units, False)

    def _source(self, name, source, placeholder):
        """Return the value of what is the same at each step."""
        if not isinstance(source.type, T.TensorType) or source.ndim > 2:
            return Refused(f"{source}, which is no scalar, vector or matrix")
        if source.dtype.startswith("complex"):
            return Refused(f"{source}, which holds complex numbers")
        shape = inferred_shape(source)
        blocks = [None if n is None or n % self.units else n // self.units for n in shape]
        columns = blocks[-1] if source.ndim else None
        self.names[placeholder] = name
        self.step.extents[name] = Extent(blocks[0] if source.ndim == 2 else 1, columns or 1)
        if all(source.broadcastable):
            return _as_dtype(self.interpreter.leaf("vector", name), source.dtype)
        if columns is None:
            return Refused(
                f"{source}, which has {shape[-1] or 'an unknown number of'} columns, no multiple "
                f"of the {self.units} units"
            )
        if source.ndim == 1 or source.broadcastable[0]:
            leaves = self.interpreter.leaves("vector", name, columns)
            return [_as_dtype(leaf, source.dtype) for leaf in leaves]
        if not source.dtype.startswith("float"):
            return Refused(f"{source}, a matrix of {source.dtype}")
        self.interpreter.constants.add(name)
        return Block(name, 0, blocks[0] or 1, 0, columns)


def _as_dtype(leaf, dtype):
    """A number of the kernel as what it is in the step."""
    if dtype == "bool":
        return T.neq(leaf, 0)
    return leaf if dtype.startswith("float") else T.cast(leaf, dtype)


def _sequential(plan, core, over_time, sizes, dtype):
    """Return the kernel's sequential input, (time, batch, blocks * units), and its mask."""
    steps, batch, units = sizes
    variables = {placeholder: variable for variable, placeholder in core.of_time.items()}
    pieces = [piece for piece in plan.pieces if piece.placeholder not in plan.spread]
    groups = merged_projections([variables[piece.placeholder] for piece in pieces])
    if plan.mask is not None:
        groups.append(variables[plan.mask.placeholder])
    columns = []
    for sequence in over_time(groups):
        sequence = sequence.astype(dtype)
        missing = 3 - sequence.ndim
        sequence = sequence.dimshuffle(0, *["x"] * missing, *range(1, sequence.ndim))
        columns.append(sequence)
    mask = [] if plan.mask is None else [T.alloc(columns.pop()[:, :, 0], steps, batch)]
    columns = [
        T.alloc(each, steps, batch, units if each.broadcastable[2] else each.shape[2])
        if any(each.broadcastable)
        else each
        for each in columns
    ]
    for source in plan.spread.values():
        columns.append(T.alloc(source.astype(dtype), steps, batch, source.shape[1]))
    if not columns:
        return [T.zeros((steps, batch, units), dtype=dtype)]
    return [columns[0] if len(columns) == 1 else T.concatenate(columns, axis=2), *mask]
