"""The sizes of any expression, worked out from those of what it is computed from.

Theano knows the shape of an expression as another, small expression of its inputs' shapes. Here
that one is computed, node by node and without compiling anything, for two choices of the sizes
that are free and of the values; what comes out twice the same is known.
"""

import numpy as np
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant, graph_inputs, io_toposort
from theano.graph.fg import FunctionGraph
from theano.tensor.opt import ShapeFeature

from theanornn.shapes import known_shape

#: What to put in for an input: a value, and sizes for its free axes. The axes of one input have
#: different sizes, so that axes that are not the same are not taken to be.
_TRIALS = ((0, (7, 11, 13, 17, 19, 23)), (1, (29, 31, 37, 41, 43, 47)))


def noted_shape(variable):
    """The shape that was noted on a variable (``_keras_shape``), completed by what is known.

    Returns
    -------
    tuple of int and None, or None where nothing was noted
    """
    noted = getattr(variable, "_keras_shape", None)
    if noted is None:
        return None
    known = known_shape(variable) if hasattr(variable, "broadcastable") else (None,) * len(noted)
    if len(noted) != len(known):
        return None
    return tuple(k if n is None else int(n) for n, k in zip(noted, known))


def inferred_shape(variable):
    """The sizes of an expression as far as they do not depend on data.

    Parameters
    ----------
    variable : variable
        An expression of shared variables, constants and variables with a ``_keras_shape``, which
        is a tuple of int and None. An input without one has only free axes.

    Returns
    -------
    tuple of int and None

    Examples
    --------
    >>> import theano.tensor as T
    >>> x = T.matrix()
    >>> x._keras_shape = (None, 6)
    >>> inferred_shape(T.concatenate([x, 2 * x], axis=1).reshape((-1, 3, 4)))
    (None, 3, 4)
    """
    noted = noted_shape(variable)
    if noted is not None:
        return noted
    if variable.owner is None:
        return known_shape(variable)
    inputs = _inputs(variable)
    first, second = (_sizes(variable, inputs, trial) for trial in _TRIALS)
    if first is None or second is None:
        return known_shape(variable)
    return tuple(a if a == b else None for a, b in zip(first, second))


def _inputs(variable):
    """What the expression is computed from, going up to variables whose shapes are noted."""
    found, waiting, seen = [], [variable], set()
    while waiting:
        each = waiting.pop()
        if each in seen:
            continue
        seen.add(each)
        if each is not variable and (each.owner is None or noted_shape(each) is not None):
            if not isinstance(each, Constant):
                found.append(each)
        else:
            waiting.extend(each.owner.inputs)
    return found


def _sizes(variable, inputs, trial):
    """The sizes of `variable` where the inputs have the values and sizes of `trial`."""
    graph = FunctionGraph(inputs, [variable], clone=True, features=[ShapeFeature()])
    sizes = graph.shape_feature.shape_of[graph.outputs[0]]
    if sizes is None:
        return None
    values = {within: _stand_in(given, trial) for given, within in zip(inputs, graph.inputs)}
    try:
        return tuple(int(size) for size in _computed(sizes, values))
    except (ValueError, TypeError, IndexError, AssertionError, NotImplementedError):
        return None  # the stand-ins do not fit each other, or the sizes depend on data


def _stand_in(variable, trial):
    """The value of a shared variable; for others, one number in an array that takes no memory."""
    if isinstance(variable, SharedVariable):
        return variable.get_value(borrow=True)
    number, free_sizes = trial[0], iter(trial[1])
    sizes = noted_shape(variable) or known_shape(variable)
    sizes = tuple(next(free_sizes) if size is None else size for size in sizes)
    return np.broadcast_to(np.asarray(number, variable.dtype), sizes)


def _computed(expressions, values):
    """The values of expressions, given those of the graph's inputs."""
    values = dict(values)
    for leaf in graph_inputs(expressions, blockers=list(values)):
        if isinstance(leaf, Constant):
            values[leaf] = leaf.data
    for node in io_toposort(list(values), expressions):
        storage = {variable: [values[variable]] for variable in node.inputs}
        storage.update((variable, [None]) for variable in node.outputs)
        computed = {variable: [variable in node.inputs] for variable in storage}
        node.op.make_py_thunk(node, storage, computed, no_recycling=[])()
        values.update((variable, storage[variable][0]) for variable in node.outputs)
    return [values[expression] for expression in expressions]
