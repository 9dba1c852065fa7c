"""The sizes of any expression, worked out from those of what it is computed from.

Theano knows the shape of an expression as another, small expression of its inputs' shapes. Here
that one is computed, node by node and without compiling anything, for two choices of the sizes
that are free and of the values; what comes out twice the same is known.
"""

import numpy as np
from theano.compile.ops import Shape
from theano.compile.sharedvalue import SharedVariable
from theano.graph.basic import Constant
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
    shape_of = graph.shape_feature.shape_of
    sizes = shape_of[graph.outputs[0]]
    if sizes is None:
        return None
    values = {within: _stand_in(given, trial) for given, within in zip(inputs, graph.inputs)}
    try:
        return tuple(int(size) for size in _computed(sizes, values, shape_of))
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


def _computed(expressions, values, shape_of):
    """The values of expressions, given those of the graph's inputs.

    A shape in them is computed from the sizes that are known of it, not from what it is the shape
    of: the stand-ins need not fit each other there.
    """
    values, waiting = dict(values), list(expressions)
    while waiting:
        variable = waiting[-1]
        needed = _needed(variable, shape_of)
        missing = [each for each in needed if each not in values]
        if variable not in values and not missing:
            values.update(_outputs(variable, [values[each] for each in needed], shape_of))
        if missing:
            waiting.extend(missing)
        else:
            waiting.pop()
    return [values[expression] for expression in expressions]


def _sizes_of_argument(variable, shape_of):
    """The sizes that make up a shape, if a variable is one and they are known; else None."""
    node = variable.owner
    if isinstance(getattr(node, "op", None), Shape):
        return shape_of.get(node.inputs[0])
    return None


def _needed(variable, shape_of):
    if variable.owner is None:
        return []
    sizes = _sizes_of_argument(variable, shape_of)
    return variable.owner.inputs if sizes is None else list(sizes)


def _outputs(variable, arguments, shape_of):
    """The values of a variable, and of what is computed with it."""
    if isinstance(variable, Constant):
        return {variable: variable.data}
    if _sizes_of_argument(variable, shape_of) is not None:
        return {variable: np.asarray(arguments, "int64")}
    node = variable.owner
    storage = {each: [value] for each, value in zip(node.inputs, arguments)}
    storage.update((each, [None]) for each in node.outputs)
    computed = {each: [each in node.inputs] for each in storage}
    node.op.make_py_thunk(node, storage, computed, no_recycling=[])()
    return {each: storage[each][0] for each in node.outputs}
