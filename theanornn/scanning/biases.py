"""Biases that were added to a sequence before the loop, added within it.

The gradient of a bias is then summed up on the way. After the loop, Theano takes as long for that
sum as for half of the loop.
"""

import theano.tensor as T
from theano.compile.sharedvalue import SharedVariable
from theano.scalar import Add
from theano.tensor.elemwise import DimShuffle, Elemwise

from theanornn.recurrence.held import Held
from theanornn.scanning.graphs import exchanged

__all__ = ["is_sum_with_biases", "with_biases_inside"]


def with_biases_inside(sequences, slices, outputs):
    """Return sequences without the biases in them, and a step that adds these.

    Parameters
    ----------
    sequences : list of Slices
    slices : list of Variable
        The step's placeholders, one for each tap of each sequence.
    outputs : list of Variable
        What the step computes of them.

    Returns
    -------
    tuple of three lists
        As the parameters.
    """
    peeled, fresh, replaced = [], [], {}
    waiting = iter(slices)
    for each in sequences:
        bare, biases = _peeled(each.variable)
        peeled.append(each._replace(variable=bare))
        for _ in each.taps:
            placeholder = next(waiting)
            fresh.append(placeholder.type(placeholder.name) if biases else placeholder)
            if biases:
                rows = [bias.dimshuffle("x", 0) for bias in biases]
                replaced[placeholder] = T.add(fresh[-1], *rows)
    return peeled, fresh, exchanged(outputs, replaced)


def is_sum_with_biases(node, moving):
    """Whether an operation adds one bias or more to something that moves with time."""
    if not isinstance(node.op, Elemwise) or not isinstance(node.op.scalar_op, Add):
        return False
    rest = [v for v in node.inputs if v not in moving]
    patterns = {v.broadcastable for v in node.inputs if v in moving}
    return (
        len(node.inputs) == len(rest) + 1
        and patterns == {node.outputs[0].broadcastable}
        and all(_bias(v) is not None for v in rest)
    )


def _peeled(variable):
    """What is left of a sequence without biases, and the biases."""
    node = variable.owner
    if node is not None and isinstance(node.op, Held):
        bare, biases = _peeled(node.inputs[0])
        return (node.op(bare, bare.shape[0], node.inputs[2]) if biases else variable), biases
    if node is None or variable.ndim != 3:
        return variable, []
    moving = [v for v in node.inputs if _bias(v) is None]
    if not moving or not is_sum_with_biases(node, moving):
        return variable, []
    bare, biases = _peeled(moving[0])
    return bare, [*biases, *(_bias(v) for v in node.inputs if v not in moving)]


def _bias(variable):
    """The shared vector that a variable is, as a row of whatever rank, or None."""
    node = variable.owner
    if node is not None and isinstance(node.op, DimShuffle):
        rows = ("x",) * (variable.ndim - 1)
        if node.op.new_order == (*rows, 0):
            variable = node.inputs[0]
    is_vector = isinstance(variable, SharedVariable) and variable.ndim == 1
    return variable if is_vector and variable.dtype.startswith("float") else None
