"""Sizes that are only known when data arrive, held to what was promised."""

import numpy as np
import theano.tensor as T
from theano.gradient import DisconnectedType
from theano.graph.basic import Apply
from theano.graph.op import Op

from theanornn.errors import ShapeError

_HOLDS = {"equal to": np.equal, "at least": np.greater_equal}


class Held(Op):
    """Gives its first input back, or raises where a size is not as it should be.

    Parameters
    ----------
    message : str
        With ``{0}`` and ``{1}`` for the size and what it was compared with.
    relation : {"equal to", "at least"}
    """

    __props__ = ("message", "relation")
    view_map = {0: [0]}

    def __init__(self, message, relation):
        self.message, self.relation = message, relation

    def make_node(self, variable, size, wanted):
        inputs = [T.as_tensor_variable(v) for v in (variable, size, wanted)]
        return Apply(self, inputs, [inputs[0].type()])

    def perform(self, node, inputs, storage):
        array, size, wanted = inputs
        if not _HOLDS[self.relation](size, wanted):
            raise ShapeError(self.message.format(size, wanted))
        storage[0][0] = array

    def in_jax(self, node, array, size, wanted):
        """The JAX form: sizes are known while the function is traced, or are not looked at."""
        if isinstance(size, np.ndarray) and isinstance(wanted, np.ndarray):
            self.perform(node, [array, size, wanted], [[None]])
        return array

    def infer_shape(self, fgraph, node, shapes):
        return [shapes[0]]

    def L_op(self, inputs, outputs, output_gradients):
        return [output_gradients[0], DisconnectedType()(), DisconnectedType()()]

    def R_op(self, inputs, eval_points):
        return [eval_points[0]]

    def connection_pattern(self, node):
        return [[True], [False], [False]]


def held(message, variable, relation, size, wanted):
    """Return `variable`, and have functions raise where sizes are not as they should be.

    Parameters
    ----------
    message : str
        With ``{0}`` for the size and ``{1}`` for what it should have been.
    variable : tensor variable
    relation : {"equal to", "at least"}
    size, wanted : int or symbolic int

    Raises
    ------
    ShapeError
        When the function is called.

    Examples
    --------
    >>> x = T.vector()
    >>> pair = held("x has {0} numbers, expected {1}", x, "equal to", x.shape[0], 2)
    >>> pair.eval({x: [3, 4]}).tolist()
    [3.0, 4.0]
    """
    return Held(message, relation)(variable, size, wanted)
