"""How the graph of one step is read, operation by operation.

A ``(batch, k*units)`` matrix is a list of k *columns*, each a scalar expression (the batch and the
units are loops of the kernel, so broadcasting, sums and shapes never appear); a weight matrix is a
`Block` of itself; a product becomes fresh scalars. Slices are slices of lists. What has no such
value is `Refused`, which is an error only where it is used.
"""

from typing import NamedTuple

import theano
import theano.tensor as T
from theano.compile.ops import ViewOp
from theano.graph.basic import Constant, Variable, io_toposort
from theano.tensor.basic import Dot, Join, get_scalar_constant_value
from theano.tensor.elemwise import DimShuffle, Elemwise
from theano.tensor.subtensor import Subtensor, get_idx_list

from theanornn.recurrence.fused.operations import refusal
from theanornn.recurrence.fused.step import Leaf, NotFusable, Product


class Block(NamedTuple):
    """A part of a weight matrix, in blocks of units: rows [row, row_end), columns likewise."""

    weight: str
    row: int
    row_end: int
    column: int
    column_end: int


class Refused(NamedTuple):
    """The value of what cannot be interpreted, in words that follow "the step uses"."""

    what: str


class Interpreter:
    """Gives each variable of a graph its value: columns, a bare scalar, a `Block`, or `Refused`.

    Parameters
    ----------
    step : Step
        Takes the leaves and products that are found.
    units : int
        The placeholder that the cell was given for its number of units: every bound of a slice must
        be a multiple of it.

    Attributes
    ----------
    values : dict of Variable to value
        Filled by the caller for the inputs of the graph.
    constants : set of str
        Matrices that need not be weights: what is done with them tells.
    """

    def __init__(self, step, units):
        self.step, self.units = step, units
        self.values, self.constants = {}, set()
        self._leaves, self._products = {}, {}

    def leaf(self, kind, name="", index=0):
        """Return the scalar of a `Leaf`, always the same one."""
        at = Leaf(kind, name, index)
        if at not in self._leaves:
            self._leaves[at] = T.TensorType(self.step.dtype, ())(f"{name or kind}{index}")
            self.step.leaves[self._leaves[at]] = at
        return self._leaves[at]

    def leaves(self, kind, name, n):
        """Return columns that are leaves."""
        return [self.leaf(kind, name, index) for index in range(n)]

    def new_states(self, outputs):
        """Return the scalar for each output of a step.

        Parameters
        ----------
        outputs : list of (batch, units)

        Raises
        ------
        NotFusable
        """
        for output in outputs:
            if not isinstance(output, Variable) or output.ndim != 2:
                raise NotFusable(f"step returned {output!r}, expected (batch, units) matrices")
        known = [v for v in self.values if v.owner is None]
        for node in io_toposort(known, outputs):
            for variable in node.inputs:
                if variable not in self.values:
                    self.values[variable] = _constant(variable)
            for output in node.outputs:
                self.values[output] = self._apply(node)
        columns = [self._columns(self._value(output)) for output in outputs]
        if any(column is None or len(column) != 1 for column in columns):
            raise NotFusable("step returned a state whose width is not `units`")
        return [column[0] for column in columns]

    def _value(self, variable):
        value = self.values[variable]
        if isinstance(value, Refused):
            raise NotFusable(f"the step uses {value.what}")
        return value

    def _columns(self, value):
        """Return a value as columns, or None."""
        if isinstance(value, Block) and value.weight in self.constants:
            if value.row or value.row_end != (self.step.extents[value.weight].rows or 1):
                raise NotFusable(f"the step uses some of the rows of {value.weight}")
            columns = range(value.column, value.column_end)
            return [self.leaf("constant", value.weight, column) for column in columns]
        return value if isinstance(value, list) else None

    def _apply(self, node):
        op = node.op
        if isinstance(op, Elemwise):
            return self._elementwise(node)
        if isinstance(op, Join):
            return self._join(node)
        value = self._value(node.inputs[0]) if node.inputs else None
        if isinstance(op, DimShuffle):
            return self._dimshuffle(node, value)
        if isinstance(op, Subtensor):
            return self._slice(node, value)
        if isinstance(op, Dot):
            return self._product(node, value, self._value(node.inputs[1]))
        if isinstance(op, T.Rebroadcast):
            return value
        if isinstance(op, ViewOp):
            columns = self._columns(value)
            return value if columns is None else [op(column) for column in columns]
        return Refused(f"{op}, which is neither element-wise nor a product with a weight")

    def _elementwise(self, node):
        op = node.op.scalar_op
        values = [self._value(variable) for variable in node.inputs]
        if any(isinstance(v, Block) and v.weight not in self.constants for v in values):
            return Refused(f"{node.op} of a weight matrix")
        reason = refusal(op, node.inputs, node.outputs)
        if reason is not None:
            return Refused(reason)
        if self._rounds(node):
            return Refused(f"{op}, which rounds what the kernel computes in {self.step.dtype}")
        columns = [self._columns(value) for value in values]
        widths = {len(column) for column in columns if column is not None}
        if len(widths) > 1:
            return Refused(f"{node.op} of {sorted(widths)} times `units` columns")
        if not widths:
            return _scalar(op, values)
        return [
            _scalar(op, [value if c is None else c[k] for value, c in zip(values, columns)])
            for k in range(widths.pop())
        ]

    def _rounds(self, node):
        """Whether an operation casts to fewer digits than the kernel has."""
        (before, *_), (after, *_) = node.inputs, node.outputs
        bits = [int(v.dtype[5:]) for v in (before, after) if v.dtype.startswith("float")]
        if not isinstance(node.op.scalar_op, theano.scalar.Cast) or len(bits) < 2:
            return False
        return bits[1] < min(bits[0], int(self.step.dtype[5:]))

    def _dimshuffle(self, node, value):
        order, ndim = node.op.new_order, node.inputs[0].ndim
        unchanged = order == tuple(range(ndim))
        if isinstance(value, Block) and not unchanged:
            return Refused(f"{value.weight} transposed, or with another axis")
        if isinstance(value, list) and not unchanged and not (ndim == 1 and order == ("x", 0)):
            return Refused(f"{node.op}, which makes something else of (batch, units) matrices")
        return value

    def _slice(self, node, value):
        indices = get_idx_list(node.inputs, node.op.idx_list)
        if isinstance(value, Block):
            indices = [*indices, slice(None)]
            row, row_end = self._bounds(indices[0], value.row_end - value.row)
            column, column_end = self._bounds(indices[1], value.column_end - value.column)
            return Block(
                value.weight,
                value.row + row,
                value.row + row_end,
                value.column + column,
                value.column + column_end,
            )
        if not isinstance(value, list):
            return Refused("a slice of a scalar")
        if node.inputs[0].ndim == 2:
            if indices[0] != slice(None):
                return Refused("a slice of the rows of a batch")
            indices = [*indices[1:], slice(None)]
        start, stop = self._bounds(indices[0], len(value))
        return value[start:stop]

    def _bounds(self, index, n):
        """Return a slice's bounds in blocks of units, of which there are n."""
        if not isinstance(index, slice) or index.step not in (None, 1):
            raise NotFusable("the step takes single columns, or every n-th")
        bounds = []
        for bound, default in ((index.start, 0), (index.stop, n * self.units)):
            try:
                value = default if bound is None else int(get_scalar_constant_value(bound))
            except T.NotScalarConstantError:
                raise NotFusable("the step slices at bounds that are no constants") from None
            value = value + n * self.units if value < 0 else value
            if value % self.units:
                raise NotFusable("the step slices within a gate, not at multiples of `units`")
            bounds.append(value // self.units)
        start, stop = bounds
        if not 0 <= start < stop <= n:
            raise NotFusable(f"the step slices blocks {start} to {stop} of `units`, out of {n}")
        return bounds

    def _join(self, node):
        axis = get_scalar_constant_value(node.inputs[0])
        values = [self._columns(self._value(variable)) for variable in node.inputs[1:]]
        if axis != node.outputs[0].ndim - 1 or any(value is None for value in values):
            return Refused("a concatenation of something other than columns")
        return [column for value in values for column in value]

    def _product(self, node, left, right):
        columns = self._columns(left)
        if columns is None or not isinstance(right, Block):
            return Refused("a product whose right side is not a weight matrix of the cell")
        if node.inputs[0].ndim != 2:
            return Refused("a product of a vector with a matrix")
        if self.step.extents[right.weight].rows is None:
            return Refused(
                f"a product with {right.weight}, whose shape is not known to be a multiple of "
                "`units` when the graph is built"
            )
        if len(columns) != right.row_end - right.row:
            raise NotFusable(
                f"the step multiplies {len(columns)} blocks of `units` columns with "
                f"{right.row_end - right.row} blocks of rows of {right.weight}"
            )
        return [
            self._product_column(tuple(columns), right, column)
            for column in range(right.column, right.column_end)
        ]

    def _product_column(self, left, right, column):
        key = (left, right.weight, right.row, column)
        if key not in self._products:
            result = self.leaf("product", right.weight, len(self._products))
            self._products[key] = result
            self.step.products.append(Product(left, right.weight, right.row, column, result))
        return self._products[key]


def _constant(variable):
    """Return the value of a variable that is no input of the step."""
    if not isinstance(variable, Constant):
        return Refused(
            f"the variable {variable}, which is no attribute of the cell (variables that a step "
            "uses must be attributes, so that drivers find them)"
        )
    if not isinstance(variable.type, T.TensorType):
        return Refused(f"the constant {variable}")
    if not all(variable.broadcastable):
        return Refused("a constant array: make it a weight, or an attribute of the cell")
    return T.as_tensor_variable(variable.data.reshape(()))


def _scalar(op, arguments):
    if isinstance(op, theano.scalar.Add):
        # Sums are kept flat, so that a bias between two terms hides none of them.
        flat = []
        for a in arguments:
            nested = a.owner is not None and a.owner.op == T.add
            flat.extend(a.owner.inputs if nested else [a])
        return T.add(*flat)
    return Elemwise(op)(*arguments)
