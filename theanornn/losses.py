"""Losses of a model, and the rule that makes one number of them.

A loss is a function ``loss(y_true, y_pred)`` of two symbolic variables of the same rank that
averages over the last axis, so that one score per sample (or per sample and time step) remains;
:func:`weighted` reduces these scores to the scalar that is trained.

Public names: the losses themselves, :data:`LOSSES` (name -> function), :func:`get`,
:func:`name_of`, :func:`is_sparse`, :func:`weighted`, :func:`together`, :func:`padded`.
"""

import theano.tensor as T

from theanornn import generations
from theanornn.activations import softmax
from theanornn.argument_kinds import kinds
from theanornn.registry import lookup

#: Probabilities are kept this far from 0 and 1 (``K.epsilon()`` of Keras 1 and 2).
EPSILON = 1e-7


@kinds()
def mean_squared_error(y_true, y_pred):
    """Mean of the squared differences over the last axis."""
    return T.mean(T.sqr(y_pred - y_true), axis=-1)


@kinds()
def mean_absolute_error(y_true, y_pred):
    """Mean of the absolute differences over the last axis."""
    return T.mean(abs(y_pred - y_true), axis=-1)


@kinds()
def mean_absolute_percentage_error(y_true, y_pred):
    """Mean absolute difference in percent of ``|y_true|``, which counts as 1e-7 at least."""
    relative = abs((y_true - y_pred) / T.maximum(abs(y_true), EPSILON))
    return 100.0 * T.mean(relative, axis=-1)


@kinds()
def mean_squared_logarithmic_error(y_true, y_pred):
    """Mean squared difference of ``log(1 + y)``; values below 1e-7 count as 1e-7."""
    difference = T.log(T.maximum(y_pred, EPSILON) + 1.0) - T.log(T.maximum(y_true, EPSILON) + 1.0)
    return T.mean(T.sqr(difference), axis=-1)


@kinds()
def hinge(y_true, y_pred):
    """Mean of ``max(0, 1 - y_true * y_pred)``; targets are -1 and 1."""
    return T.mean(_shortfall(y_true, y_pred), axis=-1)


@kinds()
def squared_hinge(y_true, y_pred):
    """Mean of ``max(0, 1 - y_true * y_pred) ** 2``; targets are -1 and 1."""
    return T.mean(T.sqr(_shortfall(y_true, y_pred)), axis=-1)


@kinds()
def hinge_of_labels(y_true, y_pred):
    """:func:`hinge`, which takes targets that are all 0 or 1 for -1 and 1, as in Keras 2.3."""
    return hinge(_signed(y_true), y_pred)


@kinds()
def squared_hinge_of_labels(y_true, y_pred):
    """:func:`squared_hinge` with such targets."""
    return squared_hinge(_signed(y_true), y_pred)


def _shortfall(y_true, y_pred):
    return T.maximum(1.0 - y_true * y_pred, 0.0)


def _signed(y_true):
    are_labels = T.all(T.or_(T.eq(y_true, 0), T.eq(y_true, 1)))
    return T.switch(are_labels, 2.0 * y_true - 1.0, y_true)


@kinds()
def binary_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0.0):
    """Mean cross-entropy of independent probabilities with targets in [0, 1].

    Parameters
    ----------
    y_true, y_pred : variables of one shape
    from_logits : bool
        Whether `y_pred` has yet to go through a sigmoid.
    label_smoothing : float
        How far targets are drawn to one half.
    """
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    p = T.nnet.sigmoid(y_pred) if from_logits else y_pred
    p = T.clip(p, EPSILON, 1.0 - EPSILON)
    return T.mean(-(y_true * T.log(p) + (1.0 - y_true) * T.log(1.0 - p)), axis=-1)


@kinds()
def categorical_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0.0):
    """Cross-entropy of distributions over the last axis; ``y_true`` is one-hot or a distribution.

    Predictions are scaled to the sum 1 first, as Keras' Theano backend does.

    Parameters
    ----------
    y_true, y_pred : variables of one shape
    from_logits : bool
        Whether `y_pred` has yet to go through a softmax.
    label_smoothing : float
        How far targets are drawn to the same probability for all classes.
    """
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + label_smoothing / y_true.shape[-1]
    return -T.sum(y_true * T.log(_probabilities(y_pred, from_logits)), axis=-1)


@kinds()
def sparse_categorical_crossentropy(y_true, y_pred, from_logits=False):
    """Cross-entropy with class numbers as targets.

    Parameters
    ----------
    y_true : variable, (..., 1) or (...), integer valued
        The class of each sample (or time step).
    y_pred : variable, (..., classes), floatX
        Probabilities.
    from_logits : bool
        Whether `y_pred` has yet to go through a softmax.

    Returns
    -------
    variable, (...), floatX
        The value of :func:`categorical_crossentropy` for the one-hot form of ``y_true``.
    """
    y_pred = T.as_tensor_variable(y_pred)
    if from_logits:
        y_pred = softmax(y_pred)
    picked = _of_class(y_true, y_pred)
    if not _sums_to_one(y_pred):
        picked = picked / T.sum(y_pred, axis=-1)
    return -T.log(T.clip(picked, EPSILON, 1.0 - EPSILON))


def _probabilities(y_pred, from_logits):
    p = softmax(y_pred) if from_logits else y_pred / y_pred.sum(axis=-1, keepdims=True)
    return T.clip(p, EPSILON, 1.0 - EPSILON)


def _of_class(classes, p):
    """The entry of each class in the last axis of `p`, or 0 for a class that is none.

    Picked one by one: of many classes, the one-hot form would be another array as large as `p`.
    """
    n = p.shape[-1]
    rows = T.prod(p.shape[:-1])
    classes = T.flatten(T.cast(with_last_axis(classes, p), "int64"))
    is_one = T.and_(classes >= 0, classes < n)
    at = T.arange(rows) * n + T.switch(is_one, classes, 0)
    picked = T.flatten(p)[at] * T.cast(is_one, str(p.dtype))
    return T.reshape(picked, p.shape[:-1], ndim=p.ndim - 1)


def _sums_to_one(p):
    """Whether `p` comes from a softmax as it is: in another shape, its rows may be others."""
    return p.owner is not None and isinstance(p.owner.op, T.nnet.Softmax)


@kinds()
def with_last_axis(classes, like):
    """Class numbers ``(..., 1)`` or ``(...)``, with a last axis that broadcasts over `like`'s."""
    classes, like = T.as_tensor_variable(classes), T.as_tensor_variable(like)
    if classes.ndim < like.ndim:
        return T.shape_padright(classes)
    return T.addbroadcast(classes, classes.ndim - 1)


@kinds()
def kullback_leibler_divergence(y_true, y_pred):
    """Divergence ``sum(y_true * log(y_true / y_pred))`` of distributions over the last axis."""
    y_true, y_pred = T.clip(y_true, EPSILON, 1.0), T.clip(y_pred, EPSILON, 1.0)
    return T.sum(y_true * T.log(y_true / y_pred), axis=-1)


@kinds()
def poisson(y_true, y_pred):
    """Negative log-likelihood of counts under rates ``y_pred``, without its constant."""
    return T.mean(y_pred - y_true * T.log(y_pred + EPSILON), axis=-1)


@kinds()
def cosine_proximity(y_true, y_pred):
    """Mean over the last axis of the product of unit vectors, negative (Keras 1 to 2.1)."""
    return -T.mean(_unit(y_true) * _unit(y_pred), axis=-1)


@kinds()
def cosine_similarity(y_true, y_pred):
    """Cosine of the angle between the vectors, negative (Keras 2.2 and later)."""
    return -T.sum(_unit(y_true) * _unit(y_pred), axis=-1)


def _unit(x):
    return x / T.sqrt(T.maximum(T.sum(T.sqr(x), axis=-1, keepdims=True), EPSILON))


@kinds()
def logcosh(y_true, y_pred):
    """Mean of ``log(cosh(y_pred - y_true))``: squared near zero, absolute far from it."""
    d = y_pred - y_true
    return T.mean(d + T.nnet.softplus(-2.0 * d) - 0.6931471805599453, axis=-1)


@kinds()
def categorical_hinge(y_true, y_pred):
    """``max(0, 1 + largest wrong prediction - right prediction)``; targets are one-hot."""
    right = T.sum(y_true * y_pred, axis=-1)
    wrong = T.max((1.0 - y_true) * y_pred, axis=-1)
    return T.maximum(0.0, wrong - right + 1.0)


@kinds()
def huber_loss(y_true, y_pred, delta=1.0):
    """Mean of half the squared difference up to `delta`, and linear from there on."""
    size = abs(y_pred - y_true)
    near = T.minimum(size, delta)
    return T.mean(0.5 * T.sqr(near) + delta * (size - near), axis=-1)


mse = MSE = mean_squared_error
mae = MAE = mean_absolute_error
mape = MAPE = mean_absolute_percentage_error
msle = MSLE = mean_squared_logarithmic_error
kld = KLD = kullback_leibler_divergence
cosine = cosine_proximity

_FUNCTIONS = (
    mean_squared_error,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_logarithmic_error,
    hinge,
    squared_hinge,
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
    kullback_leibler_divergence,
    poisson,
    cosine_proximity,
    cosine_similarity,
    logcosh,
    categorical_hinge,
    huber_loss,
)
_ALIASES = ("mse", "MSE", "mae", "MAE", "mape", "MAPE", "msle", "MSLE", "kld", "KLD", "cosine")

#: Every name that ``compile(loss=...)`` takes.
LOSSES = {loss.__name__: loss for loss in _FUNCTIONS}
LOSSES.update((name, globals()[name]) for name in _ALIASES)

#: Names that mean something else in Keras 2.3 than in Keras 1.
_LATER = {
    "cosine_proximity": cosine_similarity,
    "cosine": cosine_similarity,
    "hinge": hinge_of_labels,
    "squared_hinge": squared_hinge_of_labels,
}


@kinds()
def get(identifier, generation=None):
    """The loss of this name; a callable is returned as it is.

    Parameters
    ----------
    identifier : str or callable
    generation : {1, 2}, optional
        Whose meaning a name has: Keras 2 sums where "cosine_proximity" of Keras 1 averages, and
        takes 0 and 1 as targets of "hinge" and "squared_hinge". When left out, it is
        `generations.default`.

    Raises
    ------
    UnknownNameError
        No loss has this name; the message holds the nearest ones.
    """
    if callable(identifier):
        return identifier
    generation = generations.now() if generation is None else generation
    table = {**LOSSES, **_LATER} if generation == 2 else LOSSES
    return lookup("loss", table, identifier)


@kinds(loss="function")
def name_of(loss):
    """The first name under which :func:`get` knows `loss`, or its own ``__name__``."""
    for table in (LOSSES, _LATER):
        for name, known in table.items():
            if known is loss:
                return name
    return loss.__name__


@kinds()
def is_sparse(loss):
    """Whether targets of `loss` are class numbers, one for all of the last axis."""
    return loss is sparse_categorical_crossentropy


@kinds()
def weighted(loss, rule=1):
    """The scalar objective of a loss: masked, weighted and averaged as Keras does.

    Parameters
    ----------
    loss : callable
        ``loss(y_true, y_pred)``, one score per sample or per sample and time step.
    rule : {1, 2}
        1, of Keras 1 to 2.2: scores are multiplied by the mask and divided by its mean over the
        whole batch, averaged over the axes that the weights lack, multiplied by the weights,
        divided by the share of weights that are not zero, and averaged. Where mask or weights are
        zero throughout, the result is 0. 2, of Keras 2.3: scores are multiplied by mask and
        weights and averaged over everything, what is masked or has no weight included.

    Returns
    -------
    callable
        ``objective(y_true, y_pred, weights=None, mask=None)`` -> scalar variable, floatX.
        ``weights`` are ``(batch,)`` or ``(batch, time)``, ``mask`` is ``(batch, time)``.
    """
    reduced = {1: _over_what_is_real, 2: _over_everything}[rule]

    def objective(y_true, y_pred, weights=None, mask=None):
        score = loss(y_true, y_pred)
        mask = None if mask is None else T.cast(mask, score.dtype)
        return reduced(score, weights, mask)

    return objective


def _over_what_is_real(score, weights, mask):
    if mask is not None:
        score = score * padded(mask, score) / _or_one(T.mean(mask))
    if weights is not None:
        surplus = tuple(range(weights.ndim, score.ndim))
        if surplus:
            score = T.mean(score, axis=surplus)
        score = score * weights / _or_one(T.mean(T.cast(T.neq(weights, 0), score.dtype)))
    return T.mean(score)


def _over_everything(score, weights, mask):
    factor = together(weights, mask)
    return T.mean(score if factor is None else score * padded(factor, score))


@kinds()
def together(weights, mask):
    """The product of weights and mask, ``(batch,)`` or ``(batch, time)``, either of them None."""
    if weights is None or mask is None:
        return mask if weights is None else weights
    return padded(weights, mask) * padded(mask, weights)


@kinds()
def padded(variable, other):
    """`variable` with axes of size 1 at its end, up to the rank of `other`."""
    return T.shape_padright(variable, max(0, other.ndim - variable.ndim))


def _or_one(share):
    return T.switch(T.gt(share, 0), share, T.ones_like(share))
