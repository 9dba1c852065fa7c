"""The part of a scan that needs a loop, as the fused recurrence."""

import theano.tensor as T
from theano.graph.basic import ancestors
from theano.tensor.basic import Dot

from theanornn.recurrence.fused import NotFusable
from theanornn.recurrence.fused.derivation import derive
from theanornn.recurrence.fused.ops import Fused, Recipe
from theanornn.recurrence.held import held
from theanornn.runtime import shared_library
from theanornn.runtime.builds import current_build
from theanornn.scanning.lifting import lift
from theanornn.scanning.masking import FusedWithMask
from theanornn.scanning.merging import merged_projections
from theanornn.scanning.planning import planned
from theanornn.scanning.widths import note_widths, units_of

__all__ = ["run"]


def run(core, initials, sequences, steps, truncate_gradient, name):
    """Run a core over time.

    Parameters
    ----------
    core : Core
    initials : list of Variable
        Of the states.
    sequences : dict of Variable to Variable
        From the placeholders of slices, in the step, to what they are slices of.
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
    dtype = _dtype_of(initials)
    if not shared_library.available() and current_build() == "cpu":
        raise NotFusable("there is no C++ compiler (install g++)")
    units = units_of(core, initials)
    note_widths(core)
    core = _in_rows(core)
    plan, derived = planned(core, dtype, units)
    rows = [_as_rows(initial.astype(dtype)) for initial in initials]
    message = f"{name}: the initial state has {{0}} columns, but the step was built for {{1}}"
    rows[0] = held(message, rows[0], "equal to", rows[0].shape[1], units)
    batch = rows[0].shape[0]
    projection = _projection(plan, core, sequences, steps, dtype)
    inputs = projection or _sequential(plan, core, sequences, (steps, batch, units), dtype)
    by_name = {plan.names[p]: source for source, p in core.sources.items() if p in plan.names}
    interface = derived.interface
    inputs += [plan.merged.weight(each, by_name) for each in interface.weights]
    for each, extent in interface.vectors.items():
        vector = by_name[each]
        vector = vector.dimshuffle([a for a, one in enumerate(vector.broadcastable) if not one])
        inputs.append(vector if vector.ndim else T.alloc(vector, extent.columns * units))
    for each, extent in interface.constants.items():
        inputs.append(T.alloc(by_name[each], batch, extent.columns * units))
    inputs = [T.unbroadcast(v.astype(dtype), *range(v.ndim)) for v in [*inputs, *rows]]

    def recipe(derived):
        return Recipe(
            derived,
            projected=projection is not None,
            biased=False,
            reverse=False,
            truncate_gradient=int(truncate_gradient),
            checkpoint=False,
            name=name,
        )

    op = Fused(recipe(derived))
    if plan.mask is not None:
        op = FusedWithMask(op.recipe, recipe(derive(plan.without_mask().step)))
    found = op(*inputs, return_list=True)[: interface.n_states]
    return [_as_it_was(hs, initial) for hs, initial in zip(found, initials)]


def _dtype_of(initials):
    dtypes = sorted({initial.dtype for initial in initials})
    if len(dtypes) > 1 or dtypes[0] not in ("float32", "float64"):
        raise NotFusable(f"its states have the dtypes {dtypes}: all float32, or all float64, it is")
    if any(initial.ndim > 2 for initial in initials):
        raise NotFusable("a state has more than two axes")
    if len({initial.ndim for initial in initials}) > 1:
        raise NotFusable("its states do not have the same number of axes")
    return dtypes[0]


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
    if initial.ndim < 2:
        hs = hs.reshape([hs.shape[0], *hs.shape[3 - initial.ndim :]], ndim=1 + initial.ndim)
    return T.patternbroadcast(hs, (False, *initial.broadcastable))


def _groups(plan, core):
    """The variables of the step that make up the sequential input."""
    variables = {placeholder: variable for variable, placeholder in core.of_time.items()}
    pieces = [piece for piece in plan.pieces if piece.placeholder not in plan.spread]
    return merged_projections([variables[piece.placeholder] for piece in pieces])


def _projection(plan, core, sequences, steps, dtype):
    """Return input and weight, where the sequential input is one product of these; else None.

    The kernel then multiplies them itself, with what it computes next still in the cache.
    """
    groups = _groups(plan, core)
    node = groups[0].owner if len(groups) == 1 else None
    if node is None or not isinstance(node.op, Dot) or plan.spread or plan.mask is not None:
        return None
    left, right = node.inputs
    if left.ndim != 2 or right.ndim != 2 or set(sequences).intersection(ancestors([right])):
        return None
    (x,) = lift([left], sequences, steps)
    if any(x.broadcastable):
        return None
    return [x.astype(dtype), right.astype(dtype)]


def _sequential(plan, core, sequences, sizes, dtype):
    """Return the kernel's sequential input, (time, batch, blocks * units), and its mask."""
    steps, batch, units = sizes
    groups = _groups(plan, core)
    if plan.mask is not None:
        (mask,) = (v for v, placeholder in core.of_time.items() if placeholder is plan.mask[0])
        groups.append(mask)
    columns = []
    for sequence in lift(groups, sequences, steps):
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
