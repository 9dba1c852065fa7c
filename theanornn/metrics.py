"""Metrics of a model: numbers for people, which no gradient flows through.

A metric is a function ``metric(y_true, y_pred)`` of two symbolic variables; it returns one value
per sample (or per sample and time step), or one for the whole batch. Every loss is one too.

Public names: the metrics themselves, :data:`METRICS` (name -> function), :func:`get`,
:func:`name_of`, :func:`for_output`, :func:`averaged`, :func:`aliases`.
"""

import theano.tensor as T

from theanornn import generations, losses
from theanornn.argument_kinds import kinds, shown
from theanornn.errors import DataError, DtypeError
from theanornn.losses import EPSILON
from theanornn.registry import lookup


@kinds()
def binary_accuracy(y_true, y_pred, threshold=0.5):
    """Share of the last axis where the target is 1 or 0 as the prediction is above `threshold`."""
    y_pred = _rounded(y_pred) if threshold == 0.5 else T.cast(y_pred > threshold, y_pred.dtype)
    return T.mean(_equal(y_true, y_pred, y_pred.dtype), axis=-1)


@kinds()
def categorical_accuracy(y_true, y_pred):
    """1 where the largest prediction stands where the largest target stands."""
    return _equal(T.argmax(y_true, axis=-1), T.argmax(y_pred, axis=-1), y_pred.dtype)


@kinds()
def sparse_categorical_accuracy(y_true, y_pred):
    """1 where the largest prediction is that of the class ``y_true``, ``(..., 1)`` or ``(...)``."""
    classes = losses.with_last_axis(y_true, y_pred).max(axis=-1)
    return _equal(classes, T.argmax(y_pred, axis=-1), y_pred.dtype)


@kinds(k="size")
def top_k_categorical_accuracy(y_true, y_pred, k=5):
    """1 where fewer than `k` predictions are larger than that of the target's class."""
    classes = T.shape_padright(T.argmax(y_true, axis=-1))
    return sparse_top_k_categorical_accuracy(classes, y_pred, k)


@kinds(k="size")
def sparse_top_k_categorical_accuracy(y_true, y_pred, k=5):
    """:func:`top_k_categorical_accuracy` for class numbers ``(..., 1)`` or ``(...)`` as targets."""
    target = losses.with_last_axis(y_true, y_pred)
    y_pred = T.as_tensor_variable(y_pred)
    here = T.cast(T.eq(target, T.arange(y_pred.shape[-1])), y_pred.dtype)
    of_target = T.sum(y_pred * here, axis=-1, keepdims=True)
    return T.cast(T.sum(T.gt(y_pred, of_target), axis=-1) < k, y_pred.dtype)


@kinds()
def matthews_correlation(y_true, y_pred):
    """Matthews' correlation of rounded predictions and targets, over the whole batch."""
    true, pred = _binary(y_true), _binary(y_pred)
    tp, tn = T.sum(true * pred), T.sum((1 - true) * (1 - pred))
    fp, fn = T.sum((1 - true) * pred), T.sum(true * (1 - pred))
    product = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return (tp * tn - fp * fn) / (T.sqrt(product) + EPSILON)


@kinds()
def precision(y_true, y_pred):
    """Share of the predicted positives that are right, over the whole batch."""
    true, pred = _binary(y_true), _binary(y_pred)
    return T.sum(true * pred) / (T.sum(pred) + EPSILON)


@kinds()
def recall(y_true, y_pred):
    """Share of the positives that are found, over the whole batch."""
    true, pred = _binary(y_true), _binary(y_pred)
    return T.sum(true * pred) / (T.sum(true) + EPSILON)


@kinds(beta="number")
def fbeta_score(y_true, y_pred, beta=1):
    """Weighted harmonic mean of precision and recall; recall counts `beta` times as much.

    It is 0 where the batch has no positives.
    """
    if beta < 0:
        raise DataError(f"fbeta_score: beta is {beta!r}, expected 0 (precision alone) or more")
    p, r = precision(y_true, y_pred), recall(y_true, y_pred)
    score = (1 + beta**2) * (p * r) / (beta**2 * p + r + EPSILON)
    return T.switch(T.gt(T.sum(_binary(y_true)), 0), score, T.zeros_like(score))


@kinds()
def fmeasure(y_true, y_pred):
    """Harmonic mean of precision and recall, over the whole batch."""
    return fbeta_score(y_true, y_pred, beta=1)


@kinds()
def cosine_similarity(y_true, y_pred):
    """Cosine of the angle between the vectors: 1 for the same direction (Keras 2.3)."""
    return -losses.cosine_similarity(y_true, y_pred)


def _rounded(x):
    return T.round(x, mode="half_to_even")


def _binary(x):
    return _rounded(T.clip(x, 0, 1))


def _equal(a, b, dtype):
    return T.cast(T.eq(a, b), str(dtype))


#: Every name that ``compile(metrics=[...])`` takes; "accuracy" and "acc": see :func:`for_output`.
METRICS = {
    "binary_accuracy": binary_accuracy,
    "categorical_accuracy": categorical_accuracy,
    "sparse_categorical_accuracy": sparse_categorical_accuracy,
    "top_k_categorical_accuracy": top_k_categorical_accuracy,
    "sparse_top_k_categorical_accuracy": sparse_top_k_categorical_accuracy,
    "matthews_correlation": matthews_correlation,
    "precision": precision,
    "recall": recall,
    "fbeta_score": fbeta_score,
    "fmeasure": fmeasure,
    "fscore": fmeasure,
    "f1score": fmeasure,
    **losses.LOSSES,
}

#: Names that mean something else in Keras 2.3 than in Keras 1.
_LATER = {
    "cosine_proximity": cosine_similarity,
    "cosine": cosine_similarity,
    "cosine_similarity": cosine_similarity,
    "hinge": losses.hinge_of_labels,
    "squared_hinge": losses.squared_hinge_of_labels,
}

_ACCURACY = ("accuracy", "acc")
_CROSSENTROPY = ("crossentropy", "ce")
_CHOSEN_BY_OUTPUT = _ACCURACY + _CROSSENTROPY

#: Metrics of which more is better; of all others less is.
LARGER_IS_BETTER = (
    "accuracy",
    "acc",
    "precision",
    "recall",
    "fbeta_score",
    "fmeasure",
    "fscore",
    "f1score",
    "matthews_correlation",
)


@kinds()
def get(identifier, generation=None):
    """The metric of this name; a callable is returned as it is.

    Parameters
    ----------
    identifier : str or callable
    generation : {1, 2}, optional
        Whose meaning a name has: in Keras 2, "cosine_proximity" is 1 for the same direction, and
        see :func:`theanornn.losses.get`. When left out, it is
        `generations.default`.

    Raises
    ------
    UnknownNameError
        No metric has this name; the message holds the nearest ones.
    """
    return identifier if callable(identifier) else lookup("metric", _table(generation), identifier)


def _table(generation):
    generation = generations.now() if generation is None else generation
    return {**METRICS, **_LATER} if generation == 2 else METRICS


@kinds()
def name_of(metric, generation=2):
    """The name of a metric in logs.

    Parameters
    ----------
    metric : str or callable
    generation : int
        2: the string that was given, or the function's own name. 1: Keras 1's name, which is
        "acc" for accuracy and the function's own name for all others.
    """
    if not isinstance(metric, str) and not hasattr(metric, "__name__"):
        if not isinstance(getattr(metric, "name", None), str):
            raise DtypeError(f"metric is {shown(metric)}, expected a name or a function")
        return metric.name
    if generation == 1:
        if metric in _ACCURACY:
            return _ACCURACY[1]
        metric = METRICS.get(metric, metric) if isinstance(metric, str) else metric
    return metric if isinstance(metric, str) else getattr(metric, "name", metric.__name__)


@kinds()
def for_output(identifier, output_shape, loss, generation=None):
    """The metric function for one output of a model.

    "accuracy" (or "acc") means the binary one for outputs of one unit and for the loss
    binary_crossentropy, the one of class numbers for sparse_categorical_crossentropy, else the
    categorical one; "crossentropy" (or "ce") likewise.

    Parameters
    ----------
    identifier : str or callable
        A name, or a function ``metric(y_true, y_pred)``.
    output_shape : tuple
        Shape of the output with its batch axis.
    loss : callable
        The loss of that output.
    generation : {1, 2}, optional
        See :func:`get`.
    """
    if callable(identifier):
        return identifier
    if identifier not in _CHOSEN_BY_OUTPUT:
        table = {**dict.fromkeys(_CHOSEN_BY_OUTPUT), **_table(generation)}
        return lookup("metric", table, identifier)
    is_accuracy = identifier in _ACCURACY
    if losses.is_sparse(loss):
        return (
            sparse_categorical_accuracy if is_accuracy else losses.sparse_categorical_crossentropy
        )
    if output_shape[-1] == 1 or loss is losses.binary_crossentropy:
        return binary_accuracy if is_accuracy else losses.binary_crossentropy
    return categorical_accuracy if is_accuracy else losses.categorical_crossentropy


_OURS = (__name__, losses.__name__)


@kinds()
def averaged(metric):
    """The mean of `metric` over what is real.

    Parameters
    ----------
    metric : callable
        ``metric(y_true, y_pred)``.

    Returns
    -------
    callable
        ``value(y_true, y_pred, mask=None)`` -> scalar variable. With a mask, the metric sees the
        real steps alone (Keras 1 averaged over the padding too); without any real step it is 0.
    """

    def value(y_true, y_pred, mask=None):
        if mask is None:
            return T.mean(metric(y_true, y_pred))
        score = metric(y_true, y_pred)
        if metric.__module__ in _OURS and score.ndim == mask.ndim:
            # One number a step: the rest is left out of the sum, and no size depends on data.
            real = T.neq(mask, 0)
            total = T.sum(T.switch(real, score, T.zeros_like(score)))
            return total / T.maximum(T.sum(real), 1).astype(total.dtype)
        real = mask.nonzero()
        mean = T.mean(metric(y_true[real], y_pred[real]))
        return T.switch(T.any(mask), mean, T.zeros_like(mean))

    return value


@kinds()
def weighted(metric):
    """The mean of `metric`, each value with its weight, as in Keras 2.3.

    Parameters
    ----------
    metric : callable
        ``metric(y_true, y_pred)``.

    Returns
    -------
    callable
        ``value(y_true, y_pred, weights=None, mask=None)`` -> scalar variable; 0 where all weights
        are.
    """

    def value(y_true, y_pred, weights=None, mask=None):
        score = metric(y_true, y_pred)
        factor = losses.together(weights, mask)
        if factor is None:
            return T.mean(score)
        factor = losses.padded(T.cast(factor, score.dtype), score) * T.ones_like(score)
        total = T.sum(factor)
        return T.sum(score * factor) / T.switch(T.eq(total, 0), T.ones_like(total), total)

    return value


@kinds()
def aliases(name):
    """All names under which people ask a log for the value of the metric `name`.

    What stands in front stays in front: ``"val_"``, or the name of an output.

    Examples
    --------
    >>> aliases("val_acc")
    ('val_accuracy', 'val_acc')
    >>> aliases("mse")
    ('mean_squared_error', 'mse', 'MSE')
    """
    for known in sorted({*_ACCURACY, *METRICS}, key=len, reverse=True):
        if name == known or name.endswith(f"_{known}"):
            prefix = name[: len(name) - len(known)]
            return tuple(prefix + other for other in _same_metric(known))
    return (name,)


def _same_metric(name):
    if name in _ACCURACY:
        return _ACCURACY
    return [other for other, metric in METRICS.items() if metric is METRICS[name]]
