"""A graph computed as it was built, one operation after another: :class:`NodeByNode`.

:func:`causes` finds out where a value comes from that should not be.
"""

from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant, graph_inputs, io_toposort

__all__ = ["NodeByNode", "causes"]


class NodeByNode:
    """Computes variables without an optimised graph, and keeps all values on the way.

    Parameters
    ----------
    results : list of variables
    given : dict
        From variables of the graph to their values, as far as they are known; shared variables are
        read.

    Attributes
    ----------
    nodes : list
        In the order in which they are computed.
    possible : bool
        Whether all that the results are computed from is known.

    Examples
    --------
    >>> import numpy as np
    >>> import theano.tensor as T
    >>> x = T.dvector()
    >>> doubled = x + x
    >>> run = NodeByNode([T.exp(doubled)], {x: np.zeros(2)})
    >>> [str(node.op) for node in run]
    ['Elemwise{add,no_inplace}', 'Elemwise{exp,no_inplace}']
    >>> run.value(doubled)
    array([0., 0.])
    """

    def __init__(self, results, given):
        self.nodes = io_toposort([], results)
        self._storage = {variable: [value] for variable, value in given.items()}
        self.possible = True
        for variable in graph_inputs(results):
            if variable in self._storage:
                continue
            if isinstance(variable, SharedVariable):
                self._storage[variable] = [variable.get_value(borrow=True)]
            elif not isinstance(variable, Constant):
                self.possible = False
        self._done = {variable: [True] for variable in self._storage}

    def __iter__(self):
        for node in self.nodes:
            self._compute(node)
            yield node

    def value(self, variable):
        """What was computed, or given, for a variable."""
        if isinstance(variable, Constant):
            return variable.data
        return self._storage[variable][0]

    def is_known(self, variable):
        """Whether there is a value for a variable yet."""
        return isinstance(variable, Constant) or self._done.get(variable, [False])[0]

    def _compute(self, node):
        for variable in node.inputs:
            if isinstance(variable, Constant):
                self._storage.setdefault(variable, [variable.data])
                self._done.setdefault(variable, [True])
        self._storage.update((variable, [None]) for variable in node.outputs)
        self._done.update((variable, [False]) for variable in node.outputs)
        node.op.make_thunk(node, self._storage, self._done, [], impl="py")()
        self._done.update((variable, [True]) for variable in node.outputs)


def causes(run, results, is_bad):
    """What made bad values of good ones, on the way to some results.

    Parameters
    ----------
    run : NodeByNode
        That has computed them.
    results : list of variables
    is_bad : callable
        Says it of a value.

    Returns
    -------
    nodes : list
        Operations with good inputs and a bad output, in the order in which they are computed.
    leaves : list of variables
        Bad ones that were given.
    """
    waiting, seen, nodes, leaves = list(results), set(), set(), []
    while waiting:
        variable = waiting.pop()
        if variable in seen or not is_bad(run.value(variable)):
            continue
        seen.add(variable)
        if variable.owner is None:
            leaves.append(variable)
            continue
        worse = [each for each in variable.owner.inputs if is_bad(run.value(each))]
        waiting += worse
        if not worse:
            nodes.add(variable.owner)
    return [node for node in run.nodes if node in nodes], leaves
