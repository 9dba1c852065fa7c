"""A core laid out for the kernel: what is a weight of it, and what is sequential input."""

from typing import NamedTuple

import theano.tensor as T
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant, Variable

from theanornn.recurrence.fused import NotFusable
from theanornn.recurrence.fused.derivation import derive
from theanornn.recurrence.fused.interpretation import Block, Interpreter, Refused
from theanornn.recurrence.fused.reading import finish
from theanornn.recurrence.fused.step import Extent, Step
from theanornn.scanning.merging import merge_weights
from theanornn.shape_inference import inferred_shape

__all__ = ["Piece", "Plan", "planned"]


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


def planned(core, dtype, units):
    """Return the `Plan` of a core, and the kernel derived from it.

    Parameters
    ----------
    core : Core
        Of matrices.
    dtype : str
    units : int

    Raises
    ------
    NotFusable
    """
    spread = {}
    while True:
        plan = Plan(core, dtype, units, spread)
        derived = derive(plan.step)
        learned = {
            placeholder: source
            for source, placeholder in core.sources.items()
            if plan.names.get(placeholder) in derived.interface.constants and _is_learnable(source)
        }
        if not learned:
            return plan, derived
        # The kernel has no gradient with respect to them; of the sequential input it has.
        spread.update(learned)


class Plan:
    """A core as a `Step` of the fused recurrence.

    Parameters
    ----------
    core : Core
        Of matrices.
    dtype : str
    units : int
    spread : dict of Variable to Variable
        Of the sources, those that are to come with the sequential input.
    with_mask : bool
        Whether one number a row may be read apart from it.

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
        return Plan(*self._arguments, with_mask=False)

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
