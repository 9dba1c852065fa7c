"""What one step of a cell computes, read off its own Theano graph.

A step is products of something with a constant matrix, and element-wise mathematics between them.
`trace` calls ``cell.step`` once at a placeholder size and *interprets* the graph: a ``(batch,
k*units)`` matrix becomes a list of k *units*, each a scalar expression (the batch and the units are
loops of the kernel, so broadcasting, sums and shapes never appear); a weight matrix becomes a block
of itself; a product becomes fresh scalars, remembered in `Step.products`. Slices are slices of
lists. Anything else cannot be fused, and the error says what.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import theano
import theano.tensor as T
from theano.compile.ops import ViewOp
from theano.graph.basic import Constant, Variable, io_toposort
from theano.graph.fg import FunctionGraph
from theano.graph.opt import MergeOptimizer
from theano.tensor.basic import Dot, Join, get_scalar_constant_value
from theano.tensor.elemwise import DimShuffle, Elemwise
from theano.tensor.subtensor import Subtensor, get_idx_list

from theanornn.errors import TheanornnError

# A prime no cell has by accident: every bound of a slice must be a multiple of it.
PLACEHOLDER_UNITS = 7919


class NotFusable(TheanornnError):
    """A step that is more than products with constant matrices and element-wise mathematics."""


class Leaf(NamedTuple):
    """Where a scalar of the step comes from.

    Parameters
    ----------
    kind : str
        "z" (projected input), "state", "vector" (the same for all rows and steps), "constant"
        (``(batch, units)``, the same for all steps), "mask" (one number a row), "product".
    name : str
        Of the cell's attribute, or "".
    index : int
        Which block of `units` columns.
    """

    kind: str
    name: str
    index: int


class Product(NamedTuple):
    """One column block of ``left · weight``: `result` is its value, a fresh scalar."""

    left: tuple[Variable, ...]
    weight: str
    row: int
    column: int
    result: Variable


@dataclass
class Step:
    """A traced step: scalars in (`leaves`), scalars out (`new_states`), `products` between."""

    dtype: str
    gates: int
    leaves: dict[Variable, Leaf]
    products: list[Product]
    new_states: list[Variable]
    masked: bool = False
    blocks: dict[str, int] = field(default_factory=dict)

    @property
    def n_states(self):
        return len(self.new_states)


class Block(NamedTuple):
    """A part of a weight matrix, in blocks of units: rows [row, row_end), columns likewise."""

    weight: str
    row: int
    row_end: int
    column: int
    column_end: int


def trace(cell, dtype, masked=False):
    """Trace the step of `cell`.

    Parameters
    ----------
    cell : Cell
    dtype : {"float32", "float64"}
        What the step is computed in.
    masked : bool
        Add a time mask: a masked row keeps all its states.

    Returns
    -------
    Step

    Raises
    ------
    NotFusable
        With the reason.
    """
    return _Tracer(cell, dtype, masked).step


class _Tracer:
    def __init__(self, cell, dtype, masked):
        self.dtype, self.values = dtype, {}
        self.step = Step(dtype, len(cell.gates), {}, [], [], masked=masked)
        self.products = {}
        probe, z, states = self._probe(cell)
        outputs = probe.step(z, *states)
        outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
        if len(outputs) != len(cell.states):
            raise NotFusable(f"step returned {len(outputs)} states, expected {cell.states}")
        new = [self._units(output, 1)[0] for output in self._interpret(outputs)]
        new = [state if state.dtype == dtype else T.cast(state, dtype) for state in new]
        if masked:
            mask = self._leaf("mask", "", 0)
            new = [
                T.switch(T.gt(mask, 0), after, self.values[state][0])
                for after, state in zip(new, states)
            ]
        self._finish(new)

    def _probe(self, cell):
        """Return the cell bound to placeholders, and the placeholders of its arguments."""
        units, variables = PLACEHOLDER_UNITS, {}
        for name, actual in cell.variables().items():
            spec = cell.weight_specs.get(name)
            blocks = 1 if spec is None else len(spec.blocks or cell.gates)
            variable = T.TensorType(self.dtype, actual.broadcastable)(name)
            variables[name] = variable
            self.step.blocks[name] = blocks
            if spec is not None and spec.rows == "n_in":
                self.values[variable] = _Refused(f"{name}, whose rows are the input's features")
            elif spec is not None and spec.rows == "n_units":
                self.values[variable] = Block(name, 0, 1, 0, blocks)
            elif actual.ndim < 2:
                self.values[variable] = self._leaves("vector", name, blocks)
            elif actual.ndim == 2:
                self.values[variable] = self._leaves("constant", name, blocks)
            else:
                self.values[variable] = _Refused(f"{name}, which has {actual.ndim} dimensions")
        probe = cell.rebound({**variables, "_n_units": units})
        z = T.TensorType(self.dtype, (False, False))("z")
        self.values[z] = self._leaves("z", "z", self.step.gates)
        states = [T.TensorType(self.dtype, (False, False))(name) for name in cell.states]
        for index, state in enumerate(states):
            self.values[state] = [self._leaf("state", state.name, index)]
        return probe, z, states

    def _leaf(self, kind, name, index):
        variable = T.TensorType(self.dtype, ())(f"{name or kind}{index}")
        self.step.leaves[variable] = Leaf(kind, name, index)
        return variable

    def _leaves(self, kind, name, n):
        return [self._leaf(kind, name, index) for index in range(n)]

    def _interpret(self, outputs):
        known = [v for v in self.values if v.owner is None]
        for output in outputs:
            if not isinstance(output, Variable) or output.ndim != 2:
                raise NotFusable(f"step returned {output!r}, expected (batch, units) matrices")
        for node in io_toposort(known, outputs):
            for variable in node.inputs:
                if variable not in self.values:
                    self.values[variable] = self._constant(variable)
            for output in node.outputs:
                self.values[output] = self._apply(node)
        return [self._value(output) for output in outputs]

    def _constant(self, variable):
        if isinstance(variable, Constant):
            if variable.ndim == 0 or all(variable.broadcastable):
                if not hasattr(variable, "data") or not hasattr(variable.data, "reshape"):
                    return _Refused(f"the constant {variable}")
                return T.as_tensor_variable(variable.data.reshape(()))
            return _Refused("a constant array: make it a weight, or an attribute of the cell")
        return _Refused(
            f"the variable {variable}, which is no attribute of the cell (variables that a step "
            "uses must be attributes, so that drivers find them)"
        )

    def _value(self, variable):
        value = self.values[variable]
        if isinstance(value, _Refused):
            raise NotFusable(f"the step uses {value.what}")
        return value

    def _units(self, value, n=None):
        if not isinstance(value, list) or (n is not None and len(value) != n):
            raise NotFusable("the step returned a state whose width is not `units`")
        return value

    def _apply(self, node):
        op = node.op
        if isinstance(op, Elemwise):
            return self._elementwise(node)
        value = self._value(node.inputs[0]) if not isinstance(op, Join) else None
        if isinstance(op, DimShuffle):
            return self._dimshuffle(op, value)
        if isinstance(op, Subtensor):
            return self._slice(node, value)
        if isinstance(op, Join):
            return self._join(node)
        if isinstance(op, Dot):
            return self._product(node, value, self._value(node.inputs[1]))
        if isinstance(op, (ViewOp, T.Rebroadcast)):
            return [op(unit) for unit in value] if isinstance(value, list) else value
        return _Refused(f"{op}, which is neither element-wise nor a product with a weight")

    def _elementwise(self, node):
        arguments = [self._value(variable) for variable in node.inputs]
        if any(isinstance(a, Block) for a in arguments):
            return _Refused(f"{node.op} of a weight matrix")
        widths = {len(a) for a in arguments if isinstance(a, list)}
        if len(widths) > 1:
            return _Refused(f"{node.op} of {sorted(widths)} times `units` columns")
        width = widths.pop() if widths else None
        results = [
            self._scalar(node.op.scalar_op, [a[k] if isinstance(a, list) else a for a in arguments])
            for k in range(width or 1)
        ]
        return results if width else results[0]

    def _scalar(self, scalar_op, arguments):
        if isinstance(scalar_op, theano.scalar.Add):
            # Sums are kept flat, so that a bias between two terms hides none of them.
            flat = []
            for a in arguments:
                owner = a.owner
                nested = owner is not None and owner.op == T.add
                flat.extend(owner.inputs if nested else [a])
            return T.add(*flat)
        return Elemwise(scalar_op)(*arguments)

    def _dimshuffle(self, op, value):
        if isinstance(value, Block):
            return _Refused("a transposed weight matrix")
        kept = [axis for axis in op.new_order if axis != "x"]
        if isinstance(value, list) and kept not in ([0], [0, 1], []):
            return _Refused("a transposed matrix")
        return value

    def _slice(self, node, value):
        indices = get_idx_list(node.inputs, node.op.idx_list)
        if isinstance(value, Block):
            indices = list(indices) + [slice(None)] * (2 - len(indices))
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
            return _Refused("a slice of a scalar")
        if node.inputs[0].ndim == 2:
            if indices[0] != slice(None):
                return _Refused("a slice of the rows of a batch")
            if len(indices) == 1:
                return value
            indices = indices[1:]
        start, stop = self._bounds(indices[0], len(value))
        return value[start:stop]

    def _bounds(self, index, n):
        """Return a slice's bounds in units."""
        if not isinstance(index, slice) or index.step not in (None, 1):
            raise NotFusable("the step takes single columns, or every n-th")
        bounds = []
        for bound, default in ((index.start, 0), (index.stop, n * PLACEHOLDER_UNITS)):
            try:
                value = default if bound is None else int(get_scalar_constant_value(bound))
            except T.NotScalarConstantError:
                raise NotFusable("the step slices at bounds that are no constants") from None
            value = value + n * PLACEHOLDER_UNITS if value < 0 else value
            if value % PLACEHOLDER_UNITS:
                raise NotFusable("the step slices within a gate, not at multiples of `units`")
            bounds.append(min(value // PLACEHOLDER_UNITS, n))
        return bounds

    def _join(self, node):
        axis = get_scalar_constant_value(node.inputs[0])
        values = [self._value(variable) for variable in node.inputs[1:]]
        if axis != node.outputs[0].ndim - 1 or not all(isinstance(v, list) for v in values):
            return _Refused("a concatenation of something other than columns")
        return [unit for value in values for unit in value]

    def _product(self, node, left, right):
        if not isinstance(left, list) or not isinstance(right, Block):
            return _Refused("a product whose right side is not a weight matrix of the cell")
        if node.inputs[0].ndim != 2:
            return _Refused("a product of a vector with a matrix")
        if len(left) != right.row_end - right.row:
            raise NotFusable(f"the step multiplies {len(left)} blocks with {right}")
        return [
            self._product_column(tuple(left), right, column)
            for column in range(right.column, right.column_end)
        ]

    def _product_column(self, left, right, column):
        key = (left, right.weight, right.row, column)
        if key not in self.products:
            result = self._leaf("product", right.weight, len(self.products))
            self.products[key] = result
            product = Product(left, right.weight, right.row, column, result)
            self.step.products.append(product)
        return self.products[key]

    def _finish(self, new_states):
        """Merge equal expressions, and let products be added to `z` where nothing else sees them.

        ``z_k + h · U_k`` is then one product accumulated onto ``z_k`` in place.
        """
        step = self.step
        lefts = [unit for product in step.products for unit in product.left]
        graph = FunctionGraph(list(step.leaves), new_states + lefts, clone=True)
        MergeOptimizer().optimize(graph)
        renamed = dict(zip(step.leaves, graph.inputs))
        in_place = self._in_place(graph, {renamed[p.result] for p in step.products})
        rest = iter(graph.outputs[len(new_states) :])
        step.products = [
            p._replace(
                left=tuple(next(rest) for _ in p.left),
                result=in_place.get(renamed[p.result], renamed[p.result]),
            )
            for p in step.products
        ]
        step.new_states = graph.outputs[: len(new_states)]
        used = {v for v in graph.inputs if graph.clients[v]}
        step.leaves = {
            renamed[variable]: leaf
            for variable, leaf in step.leaves.items()
            if leaf.kind in ("z", "state") or renamed[variable] in used - set(in_place)
        }

    def _in_place(self, graph, results):
        """Replace ``z_k + product + ...`` by ``z_k + ...``; return which z took which product."""
        kinds = [leaf.kind for leaf in self.step.leaves.values()]
        z_units = {v for v, kind in zip(graph.inputs, kinds) if kind == "z"}
        taken = {}
        for node in graph.toposort():
            if node.op != T.add:
                continue
            only_here = [v for v in node.inputs if len(graph.clients[v]) == 1]
            targets = [v for v in only_here if v in z_units]
            sources = [v for v in only_here if v in results]
            if not targets or not sources:
                continue
            taken.update(dict.fromkeys(sources, targets[0]))
            terms = [v for v in node.inputs if v not in sources]
            total = T.add(*terms) if len(terms) > 1 else terms[0]
            graph.replace(node.outputs[0], total, reason="in place")
        return taken


class _Refused(NamedTuple):
    """The value of what cannot be interpreted; an error only where it is used."""

    what: str
