"""Ops and optimizers as they were written for Theano 0.6 to 1.0."""

import numpy as np
import pytest
import theano
from theano import tensor
from theano.scan.op import Scan

from theanornn.runtime.old_names import gof


class Doubled(gof.Op):
    """Of Theano 0.8: no graph is handed to its methods, no keywords to its C methods."""

    __props__ = ()

    def make_node(self, x):
        x = tensor.as_tensor_variable(x)
        return theano.graph.basic.Apply(self, [x], [x.type()])

    def infer_shape(self, node, shapes):
        return shapes

    def do_constant_folding(self, node):
        return False

    def c_headers(self):
        return ["<math.h>"]

    def c_compile_args(self, c_compiler):
        return []

    def perform(self, node, inputs, outputs):
        outputs[0][0] = np.asarray(2 * inputs[0])


class DoubledInC(Doubled):
    def perform(self, node, inputs, outputs):
        raise AssertionError("its C code is to be used")

    def c_code(self, node, name, inputs, outputs, sub):
        (x,), (z,) = inputs, outputs
        added = f"PyNumber_Add((PyObject *) {x}, (PyObject *) {x})"
        return f"Py_XDECREF({z}); {z} = (PyArrayObject *) {added};"

    def c_code_cache_version(self):
        return (1,)


def test_an_op_in_python():
    x = tensor.dmatrix("x")
    doubled, shape = theano.function([x], [Doubled()(x), Doubled()(x).shape])([[1.0, 2.0]])
    assert doubled.tolist() == [[2.0, 4.0]] and shape.tolist() == [1, 2]
    assert Doubled().c_headers(c_compiler=None) == ["<math.h>"]
    assert Doubled().c_compile_args(c_compiler=None) == []
    assert float(theano.function([], Doubled()(3.0))()) == 6.0


@pytest.mark.compiled
def test_an_op_in_c():
    x = tensor.dvector("x")
    assert theano.function([x], DoubledInC()(x), mode="FAST_RUN")([1.0, 3.0]).tolist() == [2.0, 6.0]


def test_every_op_is_an_instance_of_the_old_class():
    assert isinstance(tensor.add, gof.Op) and issubclass(Scan, gof.Op)
    in_c = [isinstance(each, theano.graph.op.COp) for each in (Doubled(), DoubledInC())]
    assert in_c == [False, True] and not issubclass(Scan, theano.graph.op.COp)
    assert not isinstance(1, gof.Op) and not isinstance(tensor.add, Doubled)


def test_what_neither_perform_nor_c_code_computes():
    class Nothing(gof.Op):
        __props__ = ()
        make_node = Doubled.make_node

    with pytest.raises(theano.graph.utils.MethodNotDefined):
        theano.function([], Nothing()(tensor.constant(1.0)), mode="FAST_COMPILE")()


def apply(optimizer, variable):
    graph = theano.graph.fg.FunctionGraph([variable], [Doubled()(variable) + 1.0], clone=False)
    optimizer = theano.graph.opt.TopoOptimizer(optimizer)
    optimizer.optimize(graph)
    return theano.function([variable], graph.outputs[0])(3.0)


def removed(node):
    return [node.inputs[0]] if isinstance(node.op, Doubled) else False


class Remover(gof.LocalOptimizer):
    def transform(self, node):
        return removed(node)


@pytest.mark.parametrize(
    "optimizer",
    [
        gof.local_optimizer([Doubled])(removed),
        gof.local_optimizer([Doubled])(lambda fgraph, node: removed(node)),
        Remover(),
        gof.OpRemove(Doubled()),
    ],
    ids=["of a node", "of graph and node", "class", "OpRemove"],
)
def test_optimizers(optimizer):
    assert apply(optimizer, tensor.dscalar("x")) == 4.0


def test_dot():
    x, y = tensor.dvector("x"), tensor.dvector("y")
    assert theano.function([x, y], gof.dot(x, y))([1.0, 2.0], [3.0, 4.0]) == 11.0
    assert theano.function([x], gof.dot(np.array([3.0, 4.0]), x))([1.0, 2.0]) == 11.0
    with pytest.raises(NotImplementedError, match="there is no product"):
        gof.dot("a", "b")


def test_helpers():
    assert gof.hashtype(1) == gof.hashtype(2) != gof.hashtype(1.0)
    below = {0: [1, 2], 1: [3], 2: [], 3: []}
    assert gof.stack_search([0], below.get) == [0, 1, 2, 3]
