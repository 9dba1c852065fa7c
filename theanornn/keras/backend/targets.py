"""Predictions against targets: cross-entropies under both Keras' orders of arguments, hits.

Keras 1 has ``(output, target)`` and Keras 2 ``(target, output)``. By keyword both are understood.
By position, the argument that is computed from a model's targets is the target; where that does
not tell, the order is that of the Keras that the program was written for
(`theanornn.generations.now`).
"""

import functools

import theano.tensor as T
from theano.graph.basic import ancestors

from theanornn import activations, callers, generations, losses
from theanornn.argument_names import ArgumentError
from theanornn.errors import ShapeError
from theanornn.keras.backend.settings import epsilon

__all__ = [
    "binary_crossentropy",
    "categorical_crossentropy",
    "in_top_k",
    "sparse_categorical_crossentropy",
]


def _in_either_order(function):
    """Let the first two arguments of ``function(target, output, …)`` come as either Keras has."""
    name = function.__name__

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        given = list(args[:2])
        for keyword in ("target", "output"):
            if keyword in kwargs and len(given) > 1:
                raise ArgumentError(f"{name}: got {keyword!r} by position and by name.")
        if len(given) == 2:
            target, output = _told_apart(*given, name)
        else:
            target = kwargs.pop("target") if "target" in kwargs else given.pop()
            output = kwargs.pop("output") if "output" in kwargs else given.pop()
        return function(target, output, *args[2:], **kwargs)

    return wrapper


def _told_apart(first, second, name):
    """``(target, output)`` from two arguments in either order."""
    old = generations.now() == 1
    expected = (second, first) if old else (first, second)
    is_target = [_of_targets(each) for each in expected]
    if is_target != [False, True]:
        return expected
    written = "(output, target), Keras 1's order" if not old else "(target, output), Keras 2's"
    callers.warn(
        f"K.{name}: the arguments came as {written}, as the one that holds the targets shows, and "
        "are taken so; give them by name to have them as you say: target=, output=."
    )
    return expected[::-1]


def _of_targets(x):
    """Whether an expression is computed from the targets of a model."""
    return isinstance(x, T.Variable) and any(
        getattr(each.tag, "theanornn_target", False) for each in ancestors([x])
    )


@_in_either_order
def categorical_crossentropy(target, output, from_logits=False, axis=-1):
    """Cross-entropy of distributions.

    Parameters
    ----------
    target : tensor
        One-hot rows or distributions.
    output : tensor
        Predictions of the same shape, scaled to the sum 1 here.
    from_logits : bool
        Whether `output` is what a softmax would be taken of.
    axis : int
        The axis of the classes.

    Returns
    -------
    tensor without that axis
    """
    target, output = (_classes_last(each, axis) for each in (target, output))
    if from_logits:
        output = activations.softmax(output)
    return losses.categorical_crossentropy(target, output)


@_in_either_order
def sparse_categorical_crossentropy(target, output, from_logits=False, axis=-1):
    """Cross-entropy with class numbers as targets.

    Parameters
    ----------
    target : tensor
        Class numbers, as many as `output` has rows, in any shape.
    output, from_logits, axis
        As in `categorical_crossentropy`.

    Returns
    -------
    tensor without that axis
    """
    output = _classes_last(output, axis)
    if from_logits:
        output = activations.softmax(output)
    sizes = [output.shape[axis] for axis in range(output.ndim - 1)]
    classes = T.cast(target, "int32").reshape([*sizes, 1], ndim=output.ndim)
    return losses.sparse_categorical_crossentropy(classes, output)


@_in_either_order
def binary_crossentropy(target, output, from_logits=False):
    """Cross-entropy of each probability on its own.

    Parameters
    ----------
    target, output : tensors of one shape
    from_logits : bool
        Whether `output` is what a sigmoid would be taken of.

    Returns
    -------
    tensor of that shape
    """
    p = T.nnet.sigmoid(output) if from_logits else output
    p = T.clip(p, epsilon(), 1.0 - epsilon())
    return -(target * T.log(p) + (1.0 - target) * T.log(1.0 - p))


def _classes_last(x, axis):
    if not -x.ndim <= axis < x.ndim:
        raise ShapeError(f"axis={axis}, but there are only {x.ndim} axes.")
    axis %= x.ndim
    if axis == x.ndim - 1:
        return x
    return x.dimshuffle(*(each for each in range(x.ndim) if each != axis), axis)


def in_top_k(predictions, targets, k):
    """Whether each target class is among the `k` of the largest predictions.

    Parameters
    ----------
    predictions : matrix ``(batch, classes)``
    targets : vector of class numbers ``(batch,)``
    k : int

    Returns
    -------
    vector of booleans
        A tie counts for the target.
    """
    own = predictions[T.arange(targets.shape[0]), T.cast(targets, "int32")]
    return T.lt(T.sum(T.gt(predictions, T.shape_padright(own)), axis=-1), k)
