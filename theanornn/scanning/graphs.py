"""Graphs of steps: other variables put in, and the same thing said in one way."""

import theano.tensor as T
from theano.compile.ops import Shape, Shape_i
from theano.graph.basic import Constant, io_toposort
from theano.tensor.basic import Dot
from theano.tensor.elemwise import DimShuffle, Elemwise
from theano.tensor.subtensor import Subtensor, get_idx_list

from theanornn.shape_inference import inferred_shape


def exchanged(outputs, replacements):
    """Return expressions with variables replaced; what does not depend on them stays itself.

    Parameters
    ----------
    outputs : list of Variable
    replacements : dict of Variable to Variable
        Of the same types.

    Examples
    --------
    >>> x, y, z = T.scalars("xyz")
    >>> (total,) = exchanged([x + y], {x: z})
    >>> total.eval({y: 1, z: 2}).tolist()
    3.0
    """
    now = dict(replacements)
    for node in io_toposort(list(now), outputs):
        if any(now.get(v, v) is not v for v in node.inputs):
            new = node.clone_with_new_inputs([now.get(v, v) for v in node.inputs])
            for before, after in zip(node.outputs, new.outputs):
                after.name = before.name
                now.setdefault(before, after)
    return [now.get(v, v) for v in outputs]


def is_constant(variable):
    """Whether a variable is computed from constants alone."""
    waiting = [variable]
    while waiting:
        each = waiting.pop()
        if each.owner is not None:
            waiting.extend(each.owner.inputs)
        elif not isinstance(each, Constant):
            return False
    return True


def tidied(outputs, shapes):
    """Return the outputs of a step, written so that what is equal is the same variable.

    Shapes of placeholders are those of the variables around the loop; bounds of slices that depend
    on shapes alone are numbers; axes are added to operands, not to results; ``dot(W, h)`` of a
    vector is ``dot(h, W.T)``.

    Parameters
    ----------
    outputs : list of Variable
    shapes : dict of Variable to Variable
        Of each placeholder, an integer vector.
    """
    return _Tidy(shapes).of(outputs)


class _Tidy:
    def __init__(self, shapes):
        self.shapes = shapes
        self.now = {}
        self.varying = set(shapes)
        self.known = {}

    def of(self, outputs):
        for node in io_toposort(list(self.shapes), outputs):
            moves = any(self.new(v) in self.varying for v in node.inputs)
            if moves or all(is_constant(v) for v in node.inputs):
                self.now.update(zip(node.outputs, self.rewritten(node)))
            elif any(v in self.now for v in node.inputs):  # of a placeholder's shape, for instance
                self.now.update(zip(node.outputs, self.remade(node)))
        return [self.new(v) for v in outputs]

    def new(self, variable):
        if isinstance(variable, Constant):
            return self.known.setdefault((variable.type, variable.signature()), variable)
        return self.now.get(variable, variable)

    def remade(self, node):
        return node.clone_with_new_inputs([self.new(v) for v in node.inputs]).outputs

    def rewritten(self, node):
        op, inputs = node.op, [self.new(v) for v in node.inputs]
        if isinstance(op, (Shape, Shape_i)) and inputs[0] in self.shapes:
            shape = self.shapes[inputs[0]]
            return [shape if isinstance(op, Shape) else shape[op.i]]
        if isinstance(op, DimShuffle):
            return [self.shuffled(inputs[0], op)]
        if isinstance(op, Subtensor) and len(inputs) > 1:
            return [self.sliced(node, inputs)]
        if isinstance(op, Dot) and inputs[1] in self.varying and inputs[1].ndim == 1:
            if inputs[0] not in self.varying and inputs[0].ndim == 2:
                return [self.once(op, [inputs[1], inputs[0].T])]
        if inputs == node.inputs:
            return self.merged(node)
        return self.merged(node.clone_with_new_inputs(inputs))

    def shuffled(self, variable, op):
        """An axis is added to what an element-wise operation takes, instead of what it gives."""
        inner = variable.owner
        if variable in self.varying and inner is not None and isinstance(inner.op, Elemwise):
            if len(op.new_order) > variable.ndim and len(inner.outputs) == 1:
                shuffle = [
                    self.shuffled(v, DimShuffle(v.broadcastable, op.new_order))
                    for v in inner.inputs
                ]
                return self.once(inner.op, shuffle)
        return self.once(op, [variable])

    def sliced(self, node, inputs):
        """A slice with bounds that are numbers, where shapes alone decide."""
        bounds = [known_integer(v) for v in inputs[1:]]
        if None in bounds or all(isinstance(v, Constant) for v in inputs[1:]):
            return self.merged(node.clone_with_new_inputs(inputs))[0]
        rest = iter(bounds)

        def number(entry):
            return entry if entry is None or isinstance(entry, int) else next(rest)

        index = [
            slice(number(entry.start), number(entry.stop), number(entry.step))
            if isinstance(entry, slice)
            else number(entry)
            for entry in node.op.idx_list
        ]
        return self.merged(inputs[0][tuple(index)].owner)[0]

    def once(self, op, inputs):
        return self.merged(op.make_node(*inputs))[0]

    def merged(self, node):
        """Return the outputs of a node, or of an equal one before."""
        outputs = self.known.setdefault((node.op, tuple(node.inputs)), node.outputs)
        if any(v in self.varying for v in node.inputs):
            self.varying.update(outputs)
        return outputs


def known_integer(variable):
    """Return an integer that constants and shapes decide, or None."""
    if isinstance(variable, Constant):
        return int(variable.data)
    waiting = [variable]
    while waiting:
        each = waiting.pop()
        if each.owner is None:
            if not isinstance(each, Constant):
                return None  # its value, which may be another one tomorrow
        elif not isinstance(each.owner.op, (Shape, Shape_i)):
            waiting.extend(each.owner.inputs)
    if not isinstance(variable.type, T.TensorType):
        variable = T.tensor_from_scalar(variable)
    return inferred_shape(T.alloc(0, variable))[0]


def integer_bounds(node):
    """The index of a ``Subtensor`` as numbers, or None where they are not known."""
    if not all(isinstance(v, Constant) for v in node.inputs[1:]):
        return None
    index = get_idx_list(node.inputs, node.op.idx_list)
    return tuple(index)
