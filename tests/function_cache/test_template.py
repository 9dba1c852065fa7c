"""A graph comes back from bytes and computes the same."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from theano.compile.function.types import FunctionMaker

from theanornn.function_cache import template


def graphs():
    x, y = T.dmatrix("x"), T.dmatrix("y")
    h = theano.scan(lambda row, h: T.tanh(row + h), [x], [y[0]])[0]
    yield "products", [x, y], [T.dot(x, y), T.exp(x)[1:]]
    yield "an input as output", [x, y], [x, y + 1]
    yield "scan", [x, y], [h, T.grad(h.sum(), x)]
    deep = x
    for _ in range(250):
        deep = T.dot(deep, y) / 2
    yield "deep", [x, y], [deep]


@pytest.mark.parametrize(("inputs", "outputs"), [pytest.param(i, o, id=n) for n, i, o in graphs()])
def test_the_same_numbers(inputs, outputs, rng):
    first = theano.function(inputs, outputs)
    graph = template.load(template.dump(first.maker.fgraph))
    specifications = [theano.In(variable) for variable in inputs]
    results = [theano.Out(variable) for variable in outputs]
    again = FunctionMaker(specifications, results, first.maker.mode, fgraph=graph)
    given = [rng.normal(size=(3, 3)) for _ in inputs]
    for one, other in zip(first(*given), again.create()(*given)):
        np.testing.assert_array_equal(one, other)


def destroys(op):
    return bool(getattr(op, "destroy_map", None))


def test_work_in_place_stays_in_order(rng):
    """What overwrites a value comes after all that reads it."""
    w, x = theano.shared(rng.normal(size=(4, 4))), T.dmatrix()
    updated = T.inc_subtensor(w[1:3], x[1:3] * 2)
    outputs, updates = [T.dot(w, x), w.sum()], [(w, updated)]
    first = theano.function([x], outputs, updates=updates, mode="FAST_RUN")
    assert any(destroys(node.op) for node in first.maker.fgraph.apply_nodes)
    graph = template.load(template.dump(first.maker.fgraph))
    order = [node.op for node in graph.toposort()]
    destroyer = max(n for n, op in enumerate(order) if destroys(op))
    readers = [
        n
        for n, node in enumerate(graph.toposort())
        if any(variable is graph.inputs[1] for variable in node.inputs) and not destroys(node.op)
    ]
    assert readers and max(readers) < destroyer


def test_no_data_is_kept():
    marker = 123456.789
    w, x = theano.shared(np.full(3, marker)), T.dvector()
    content = template.dump(theano.function([x], x * w).maker.fgraph)
    assert np.float64(marker).tobytes() not in content


def test_a_scan_leaves_its_compiled_function_behind():
    x = T.dvector()
    h = theano.scan(lambda v, h: h + v, [x], [np.float64(0)])[0]
    function = theano.function([x], h)
    content = template.dump(function.maker.fgraph)
    nodes = template.load(content).apply_nodes
    assert not any(hasattr(node.op, "fn") for node in nodes)


def test_what_cannot_be_written_says_so():
    x = T.dvector()
    double = theano.compile.ops.as_op([T.dvector], [T.dvector])(lambda v: 2 * v)
    with pytest.raises(template.NotStorable):
        template.dump(theano.function([x], double(x)).maker.fgraph)
