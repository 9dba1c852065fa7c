"""From a cell to its `Step`: ``cell.step`` is called on placeholders, and the graph it makes read.

A step is products of something with a constant matrix, and element-wise mathematics between them.
Anything else cannot be fused, and the error says what.
"""

import numpy as np
import theano.tensor as T
from theano.graph.basic import Constant, io_toposort
from theano.graph.fg import FunctionGraph
from theano.graph.opt import MergeOptimizer

from theanornn.recurrence.fused.interpretation import Block, Interpreter, Refused
from theanornn.recurrence.fused.step import Extent, NotFusable, Step
from theanornn.shapes import known_shape

# Primes that no cell has by accident: every bound of a slice must be a multiple of the number of
# units. Two of them, because a step must not compute with that number.
PLACEHOLDER_UNITS = (7919, 7907)


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

    Examples
    --------
    >>> from theanornn.cells import GRUCell
    >>> [product[1:4] for product in trace(GRUCell(3, 5), "float32").products]
    [('U', 0, 0), ('U', 0, 1), ('U', 0, 2)]
    """
    sizes = cell.sizes_to_trace or PLACEHOLDER_UNITS
    step, *others = (_traced(cell, dtype, masked, units) for units in sizes)
    if any(_numbers(step) != _numbers(other) for other in others):
        raise NotFusable("the step computes with the number of units, not only with blocks of them")
    return step


def _traced(cell, dtype, masked, units):
    step = Step(dtype, len(cell.gates), masked)
    interpreter = Interpreter(step, units)
    probe = _probe(cell, interpreter)
    z = T.TensorType(dtype, (False, False))("z")
    interpreter.values[z] = interpreter.leaves("z", "z", step.gates)
    states = [T.TensorType(dtype, (False, False))(name) for name in cell.states]
    before = [interpreter.leaf("state", name, n) for n, name in enumerate(cell.states)]
    interpreter.values.update((state, [leaf]) for state, leaf in zip(states, before))
    outputs = probe.step(z, *states)
    outputs = list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]
    if len(outputs) != len(states):
        raise NotFusable(f"step returned {len(outputs)} states, expected {cell.states}")
    after = [T.cast(state, dtype) for state in interpreter.new_states(outputs)]
    if masked:
        real = T.gt(interpreter.leaf("mask"), 0)
        after = [T.switch(real, new, old) for new, old in zip(after, before)]
    finish(step, after)
    return step


def _probe(cell, interpreter):
    """Return the cell bound to placeholders, whose values the interpreter is told."""
    variables = {}
    for name, actual in cell.variables().items():
        specified = name in cell.weight_specs
        pattern = (False,) * actual.ndim if specified else actual.broadcastable
        variables[name] = variable = T.TensorType(interpreter.step.dtype, pattern)(name)
        interpreter.step.extents[name] = extent = _extent(cell, name, actual)
        interpreter.values[variable] = _value(cell, name, actual, extent, interpreter)
    return cell.rebound({**variables, "_n_units": interpreter.units})


def _extent(cell, name, actual):
    """Return the sizes of an attribute: by its specification, or by the shape that it has now."""
    spec = cell.weight_specs.get(name)
    if spec is not None:
        return Extent(1, len(spec.blocks or cell.gates))
    sizes = [_blocks(size, cell.n_units) for size in known_shape(actual)]
    columns = sizes[-1] if sizes else None
    return Extent(sizes[0] if len(sizes) == 2 else 1, columns or 1)


def _blocks(size, units):
    known = isinstance(units, (int, np.integer)) and size is not None
    return size // units if known and size and size % units == 0 else None


def _value(cell, name, actual, extent, interpreter):
    spec = cell.weight_specs.get(name)
    if spec is not None and spec.rows == "n_in":
        return Refused(f"{name}, whose rows are the input's features")
    if actual.ndim > 2:
        return Refused(f"{name}, which has {actual.ndim} dimensions")
    if spec is None and all(actual.broadcastable):
        return interpreter.leaf("vector", name)
    if actual.ndim == 1 or (spec is None and actual.broadcastable[0]):
        return interpreter.leaves("vector", name, extent.columns)
    if spec is None:
        interpreter.constants.add(name)
    return Block(name, 0, extent.rows or 1, 0, extent.columns)


def _lefts(step):
    return [unit for product in step.products for unit in product.left]


def _numbers(step):
    """Return the constants in a step, in the order of the computation."""
    outputs = [*step.new_states, *_lefts(step)]
    nodes = io_toposort([], outputs)
    inputs = [v for node in nodes for v in node.inputs] + outputs
    return [v.data.tobytes() for v in inputs if isinstance(v, Constant)]


def finish(step, new_states):
    """Merge equal expressions, and let products be added to `z` where nothing else sees them.

    ``z_k + h · U_k`` is then one product accumulated onto ``z_k`` in place.

    Parameters
    ----------
    step : Step
        Gets its new states, and only those leaves that are used.
    new_states : list of Variable
        In terms of the leaves.
    """
    graph = FunctionGraph(list(step.leaves), new_states + _lefts(step), clone=True)
    MergeOptimizer().optimize(graph)
    renamed = dict(zip(step.leaves, graph.inputs))
    z_units = {renamed[v] for v, leaf in step.leaves.items() if leaf.kind == "z"}
    in_place = _in_place(graph, z_units, {renamed[p.result] for p in step.products})
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


def _in_place(graph, z_units, results):
    """Replace ``z_k + product + ...`` by ``z_k + ...``; return which z took which product."""
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
