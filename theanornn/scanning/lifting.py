"""A computation, done for all steps at once: each variable gets one axis more, the first.

What a step of a scan computes of its sequences alone needs no loop. Most operations know what to do
with one axis more (an element-wise one, a product with a matrix, a slice); any other is looped over
by ``theano.scan``, which always works.
"""

import theano.tensor as T
from theano.compile.ops import Shape, Shape_i, ViewOp
from theano.graph.basic import io_toposort
from theano.tensor.basic import (
    Alloc,
    Dot,
    Join,
    Rebroadcast,
    Reshape,
    ScalarFromTensor,
    TensorFromScalar,
    get_scalar_constant_value,
)
from theano.tensor.elemwise import DimShuffle, Elemwise, Sum
from theano.tensor.nnet.nnet import LogSoftmax, Softmax
from theano.tensor.opt import ShapeError
from theano.tensor.subtensor import AdvancedSubtensor1, Subtensor, get_idx_list

from theanornn.recurrence.fused import NotFusable
from theanornn.recurrence.original import theano_scan

__all__ = ["lift"]


def lift(outputs, given, length, fixed=None):
    """Return expressions with one axis more, of `length`.

    Parameters
    ----------
    outputs : list of Variable
    given : dict of Variable to Variable
        Where the axis comes from: variables in the graph of `outputs`, with one axis more.
    length : int or symbolic int
    fixed : dict of Variable to Variable or None
        Others, to be exchanged as they are.

    Returns
    -------
    list of Variable
        What does not depend on `given` is repeated.

    Raises
    ------
    NotFusable
        An operation cannot be repeated, because it changes shared variables.

    Examples
    --------
    >>> x_t = T.vector("x_t")
    >>> x = T.matrix("x")
    >>> (total,) = lift([T.sum(2 * x_t)], {x_t: x}, x.shape[0])
    >>> total.eval({x: [[1, 2], [3, 4]]}).tolist()
    [6.0, 14.0]
    """
    lifted, same = dict(given), dict(fixed or {})
    for node in io_toposort([*lifted, *same], outputs):
        if any(v in lifted for v in node.inputs):
            _Node(node, lifted, same, length).apply()
        elif any(v in same for v in node.inputs):
            new = node.clone_with_new_inputs([same.get(v, v) for v in node.inputs])
            same.update(zip(node.outputs, new.outputs))
    return [_Value(v, lifted, same).over(length) for v in outputs]


class _Value:
    """A variable, and the expression in its place."""

    def __init__(self, variable, lifted, same):
        self.ndim = getattr(variable, "ndim", 0)
        self.moves = variable in lifted
        self.now = lifted[variable] if self.moves else same.get(variable, variable)

    def over(self, length):
        """Return the expression with the new axis in any case."""
        if self.moves:
            return self.now
        shape = [self.now.shape[axis] for axis in range(self.ndim)]
        return T.alloc(self.now, length, *shape)

    def broadcasting(self):
        """Return the expression with the new axis, if only of size 1."""
        return self.now if self.moves else T.shape_padleft(self.now)


class _Node:
    """One operation, of which some inputs have the new axis."""

    def __init__(self, node, lifted, same, length):
        self.node, self.op, self.lifted, self.same = node, node.op, lifted, same
        self.inputs = [_Value(v, lifted, same) for v in node.inputs]
        self.length = length

    def apply(self):
        """Note expressions for the outputs."""
        node, op = self.node, self.op
        if isinstance(op, Shape):
            self.same[node.outputs[0]] = self.inputs[0].now.shape[1:]
        elif isinstance(op, Shape_i):
            self.same[node.outputs[0]] = self.inputs[0].now.shape[op.i + 1]
        else:
            results = None
            for kinds, method in _WAYS:
                if isinstance(op, kinds):
                    results = method(self)
                    break
            if results is None:
                results = self.looped()
            results = results if isinstance(results, list) else [results]
            for output, result in zip(node.outputs, results):
                if isinstance(result.type, T.TensorType) and hasattr(output, "broadcastable"):
                    result = T.patternbroadcast(result, (False, *output.broadcastable))
                self.lifted[output] = result

    def elementwise(self):
        return self.op(*[each.broadcasting() for each in self.inputs], return_list=True)

    def same_op(self):
        return self.op(self.inputs[0].now)

    def dimshuffle(self):
        order = ["x" if axis == "x" else axis + 1 for axis in self.op.new_order]
        return self.inputs[0].now.dimshuffle(0, *order)

    def rebroadcast(self):
        axes = [(axis + 1, one) for axis, one in self.op.axis.items()]
        return Rebroadcast(*axes)(self.inputs[0].now)

    def dot(self):
        left, right = self.inputs
        if left.moves and not right.moves:
            return T.dot(left.now, right.now)
        if right.moves and not left.moves and right.ndim == 1:
            return T.dot(right.now, left.now.T)
        if left.ndim == right.ndim == 1:
            return T.sum(left.now * right.now, axis=1)
        return None

    def subtensor(self):
        source, *bounds = self.inputs
        if not any(each.moves for each in bounds):
            index = get_idx_list([each.now for each in self.inputs], self.op.idx_list)
            return source.now[(slice(None), *index)]
        index = get_idx_list([each.now for each in self.inputs], self.op.idx_list)
        single = [axis for axis, at in enumerate(index) if not isinstance(at, slice)]
        whole = all(at == slice(None) for at in index if isinstance(at, slice))
        if source.moves or len(single) != 1 or not whole:
            return None
        axis = single[0]
        rest = [other for other in range(source.ndim) if other != axis]
        return source.now.dimshuffle(axis, *rest)[index[axis]]

    def rows(self):
        source, index = self.inputs
        if source.moves or not index.moves:
            return None
        table, at = source.now, index.now
        taken = table[at.flatten()]
        return T.reshape(taken, T.concatenate([at.shape, table.shape[1:]]), ndim=1 + source.ndim)

    def join(self):
        axis, *parts = self.inputs
        try:
            axis = int(get_scalar_constant_value(axis.now))
        except T.NotScalarConstantError:
            return None
        axis = axis + parts[0].ndim if axis < 0 else axis
        return T.join(axis + 1, *[each.over(self.length) for each in parts])

    def softmax(self):
        x = self.inputs[0].now
        return self.op(x.reshape((-1, x.shape[2]))).reshape(x.shape)

    def sum(self):
        op, x = self.op, self.inputs[0]
        axes = range(x.ndim) if op.axis is None else op.axis
        axes = tuple(axis + 1 for axis in axes)
        return type(op)(axis=axes, dtype=op.dtype, acc_dtype=op.acc_dtype)(x.now)

    def reshape(self):
        x, shape = self.inputs
        if shape.moves:
            return None
        shape = T.concatenate([T.shape_padleft(x.now.shape[0]), shape.now])
        return T.reshape(x.now, shape, ndim=self.op.ndim + 1)

    def alloc(self):
        value, *shape = self.inputs
        if any(each.moves for each in shape):
            return None
        ones = ["x"] * (len(shape) - value.ndim)
        value = value.now.dimshuffle(0, *ones, *range(1, 1 + value.ndim))
        return T.alloc(value, self.length, *[each.now for each in shape])

    def scalar(self):
        """Between a scalar of Theano's scalar types and a tensor: both get to be a vector."""
        return self.inputs[0].now

    def looped(self):
        node = self.node
        if not all(isinstance(v.type, T.TensorType) for v in [*node.inputs, *node.outputs]):
            raise NotFusable(f"the step uses {self.op} on something else than tensors")
        moving = [each for each in self.inputs if each.moves]
        if not _sized_by_shapes(node, [v for v in node.inputs if v in self.lifted]):
            raise NotFusable(f"the step uses {self.op}, whose result has another size at each step")

        def at_one_step(*slices):
            slices = iter(slices)
            arguments = [next(slices) if each.moves else each.now for each in self.inputs]
            return node.clone_with_new_inputs(arguments).outputs

        results, _ = theano_scan(
            at_one_step,
            sequences=[each.now for each in moving],
            outputs_info=[None] * len(node.outputs),
            n_steps=self.length,
            return_list=True,
        )
        return results


def _sized_by_shapes(node, moving):
    """Whether the sizes of what a node gives do not depend on the values of moving variables."""
    shapes = [
        tuple(Shape_i(axis)(v) for axis in range(v.ndim)) if hasattr(v, "ndim") else ()
        for v in node.inputs
    ]
    try:
        found = node.op.infer_shape(None, node, shapes)
    except (AttributeError, NotImplementedError, ShapeError):
        return False
    waiting = [size for sizes in found for size in sizes or ()]
    while waiting:
        each = waiting.pop()
        if each in moving:
            return False
        owner = getattr(each, "owner", None)
        if owner is not None and not isinstance(owner.op, (Shape, Shape_i)):
            waiting.extend(owner.inputs)
    return True


_WAYS = [
    (Elemwise, _Node.elementwise),
    (DimShuffle, _Node.dimshuffle),
    (Rebroadcast, _Node.rebroadcast),
    (ViewOp, _Node.same_op),
    (Dot, _Node.dot),
    (Subtensor, _Node.subtensor),
    (AdvancedSubtensor1, _Node.rows),
    (Join, _Node.join),
    ((Softmax, LogSoftmax), _Node.softmax),
    (Sum, _Node.sum),
    (Reshape, _Node.reshape),
    (Alloc, _Node.alloc),
    ((ScalarFromTensor, TensorFromScalar), _Node.scalar),
]
