"""The learning phase: whether a graph is for training, asked for from within it."""

import numpy as np
import theano
import theano.tensor as T
from theano.graph.basic import Variable
from theano.ifelse import ifelse

from theanornn.errors import DataError, ShapeError
from theanornn.layers.context import current_context, fix_phase, fixed_phase, is_building

__all__ = [
    "in_test_phase",
    "in_train_phase",
    "learning_phase",
    "set_learning_phase",
    "switch",
]

#: What stands for the phase where no graph is being built; 0 unless `K.function` is told.
PHASE = theano.shared(np.asarray(0, dtype="uint8"), name="keras_learning_phase")


def learning_phase():
    """The phase of the graph that is being built: 1 for training, 0 for inference.

    Returns
    -------
    int or variable
        Within a layer, a loss or a metric an int, as after `set_learning_phase`. Elsewhere a
        variable that is an input for `function`: its value, 0 or 1, chooses the phase.
    """
    if is_building():
        return int(current_context().training)
    return PHASE if fixed_phase() is None else int(fixed_phase())


def set_learning_phase(value):
    """Fix the phase of all graphs that are built from now on, models' own among them.

    Parameters
    ----------
    value : 0 or 1
        1 has dropout act in predictions too, 0 turns it off for good.

    Raises
    ------
    DataError
        It is neither.
    """
    if value not in (0, 1):
        raise DataError(f"set_learning_phase: got {value!r}, expected 0 (test) or 1 (train).")
    fix_phase(value)


def unset_learning_phase():
    """Have each graph be of its own phase again."""
    fix_phase(None)


def in_train_phase(x, alt, training=None):
    """`x` in training, `alt` otherwise.

    Parameters
    ----------
    x, alt : tensors of one shape, or callables without arguments that return them
    training : bool, int or variable, optional
        The phase; that of the graph being built, when left out.
    """
    phase = learning_phase() if training is None else training
    if not isinstance(phase, Variable):
        return _called(x if phase else alt)
    x, alt = T.as_tensor_variable(_called(x)), T.as_tensor_variable(_called(alt))
    return ifelse(T.neq(phase, 0), x, T.patternbroadcast(T.cast(alt, x.dtype), x.broadcastable))


def in_test_phase(x, alt, training=None):
    """`x` in inference, `alt` in training; see `in_train_phase`."""
    return in_train_phase(alt, x, training=training)


def switch(condition, then_expression, else_expression):
    """The first of two expressions where a condition is not 0, the second elsewhere.

    Parameters
    ----------
    condition : scalar, or tensor of the leading axes of the expressions
    then_expression, else_expression : tensors, or callables without arguments

    Raises
    ------
    ShapeError
        The condition has more axes than the expressions.
    """
    then_expression, else_expression = _called(then_expression), _called(else_expression)
    condition = T.as_tensor_variable(condition)
    ndim = max(T.as_tensor_variable(each).ndim for each in (then_expression, else_expression))
    if condition.ndim > ndim:
        raise ShapeError(
            f"switch: the condition has {condition.ndim} axes, the expressions have {ndim}."
        )
    condition = T.shape_padright(condition, ndim - condition.ndim)
    return T.switch(condition, then_expression, else_expression)


def _called(thing):
    return thing() if callable(thing) and not isinstance(thing, Variable) else thing
