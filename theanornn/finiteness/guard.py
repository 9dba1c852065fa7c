"""A step of training that changes nothing where its loss or its gradients are no numbers.

Public names: :class:`AllFinite`, :func:`guarded`.
"""

import numpy as np
import theano
import theano.tensor as T
from theano.graph.basic import Apply
from theano.graph.op import Op
from theano.tensor.elemwise import Elemwise
from theano.tensor.subtensor import AdvancedIncSubtensor1

from theanornn.gradients import gradients_in

__all__ = ["AllFinite", "guarded"]


class AllFinite(Op):
    """1.0 where nothing in any of the inputs is NaN or infinite, else 0.0; a floatX scalar.

    Each array is read once, by the processor's fastest loop over it (the product with itself). The
    answer is a float so that kernels of updates can take it as they take a learning rate.

    Examples
    --------
    >>> x = T.dvector()
    >>> [float(AllFinite()(x).eval({x: values})) for values in ([1.0, 2.0], [1.0, np.inf])]
    [1.0, 0.0]
    """

    __props__ = ()

    def make_node(self, *arrays):
        arrays = [T.as_tensor_variable(array) for array in arrays]
        return Apply(self, arrays, [T.scalar(dtype=theano.config.floatX)])

    def perform(self, node, arrays, storage):
        with np.errstate(all="ignore"):
            fine = all(map(_is_finite, arrays))
        storage[0][0] = np.asarray(fine, theano.config.floatX)

    def in_jax(self, node, *arrays):
        """The JAX form."""
        import jax.numpy as jnp

        fine = jnp.array([jnp.isfinite(array).all() for array in arrays]).all()
        return fine.astype(node.outputs[0].dtype)

    def infer_shape(self, fgraph, node, shapes):
        return [()]


def _is_finite(array):
    if array.dtype.kind != "f":
        return True
    flat = np.asarray(array).ravel("K")
    # Squares of large numbers overflow: then every single one is looked at.
    return bool(np.isfinite(np.dot(flat, flat)) or np.isfinite(flat).all())


def guarded(graph, streams=()):
    """The same step of training, but where loss or gradients are no numbers nothing is updated.

    That holds for weights, the optimizer's state, the states and averages that layers keep, and
    random streams. The gradient of an embedding is looked at where it is still a list of rows.

    Parameters
    ----------
    graph : theanornn.functions.Graph
        The loss is its first output.
    streams : list of shared variables
        States of random streams that have a default update.

    Returns
    -------
    Graph
        With one more output, the last: 1.0, or 0.0 where nothing was updated.
    """
    gradients = list(gradients_in(graph.updates).values())
    looked_at = gradients or [new for _, new in graph.updates if _is_float(new)]
    parts = list(dict.fromkeys(part for each in looked_at for part in _parts(each)))
    fine = AllFinite()(graph.outputs[0], *parts)
    updated = {shared for shared, _ in graph.updates}
    updates = [
        *graph.updates,
        *((each, each.default_update) for each in streams if each not in updated),
    ]
    updates = [
        (shared, T.switch(fine, new, shared) if isinstance(shared.type, T.TensorType) else new)
        for shared, new in updates
    ]
    outputs = [*graph.outputs, fine.copy(name="all_finite")]
    return graph._replace(outputs=outputs, updates=updates)


def _is_float(variable):
    return isinstance(variable.type, T.TensorType) and variable.dtype.startswith("float")


def _parts(gradient):
    """What a gradient is finite with: its rows, where the others are zero; the terms of a sum."""
    node = gradient.owner
    if node is not None and isinstance(node.op, AdvancedIncSubtensor1):
        base, rows, _ = node.inputs
        if isinstance(base.owner and base.owner.op, Elemwise):
            return [*_parts(base), rows]
    if node is not None and isinstance(node.op, Elemwise):
        if isinstance(node.op.scalar_op, theano.scalar.Add):
            return [part for each in node.inputs for part in _parts(each)]
        if isinstance(node.op.scalar_op, theano.scalar.Second):
            return _parts(node.inputs[1])
    return [gradient]
